import type { Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate, createZstdDecompress } from 'node:zlib';
import { createReplyObserver, type ReplyFacts, type ReplyObserver } from '../wire/index.ts';
import { headerOf, type RawHeaders } from './headers.ts';

/** Reads what a reply says of itself (usage, stop reason, error) from a copy of its bytes; the reply itself is not touched. */
export interface ReplyTap {
  /** The reply is server-sent events, so that its end is told inside it. */
  readonly isStream: boolean;
  feed(chunk: Buffer): void;
  /** The facts; `undefined` when the reply is compressed in a way this cannot read. */
  end(): Promise<ReplyFacts | undefined>;
}

const decoders: Readonly<Record<string, () => Transform>> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
  zstd: createZstdDecompress,
};

/** A tap for a reply with these headers. */
export function createReplyTap(headers: RawHeaders): ReplyTap {
  const isStream = headerOf(headers, 'content-type')?.startsWith('text/event-stream') ?? false;
  const observer = createReplyObserver({ stream: isStream });
  const encoding = headerOf(headers, 'content-encoding')?.toLowerCase() ?? 'identity';
  if (encoding === 'identity')
    return { isStream, feed: (chunk) => observer.feed(chunk), end: async () => observer.end() };
  const decoder = decoders[encoding]?.();
  if (decoder === undefined) return { isStream, feed: () => undefined, end: async () => undefined };
  return { isStream, ...decodingTap(decoder, observer) };
}

/** A cut or damaged reply is observed as far as it decodes: that is what was received. */
function decodingTap(decoder: Transform, observer: ReplyObserver): Omit<ReplyTap, 'isStream'> {
  const ended = new Promise<void>((resolve) => {
    decoder.on('data', (chunk: Buffer) => observer.feed(chunk));
    decoder.once('end', resolve);
    decoder.once('error', () => resolve());
  });
  return {
    feed: (chunk) => {
      if (!decoder.errored) decoder.write(chunk);
    },
    async end() {
      if (!decoder.errored) decoder.end();
      await ended;
      return observer.end();
    },
  };
}
