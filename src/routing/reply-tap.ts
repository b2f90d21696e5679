import type { Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate, createInflateRaw, createZstdDecompress } from 'node:zlib';
import { createReplyObserver, headerOf, isEventStream, type RawHeaders, type ReplyObserver } from '../wire/index.ts';
import type { ReplyTap } from './surface.ts';

/** By content-coding. Some servers send `deflate` without the zlib header, which its first byte tells. */
const decoders: Readonly<Record<string, (firstByte: number) => Transform>> = {
  gzip: () => createGunzip(),
  'x-gzip': () => createGunzip(),
  deflate: (firstByte) => ((firstByte & 0x0f) === 8 ? createInflate() : createInflateRaw()),
  br: () => createBrotliDecompress(),
  zstd: () => createZstdDecompress(),
};

/** A tap for a reply in bytes with these headers. */
export function createReplyTap(headers: RawHeaders): ReplyTap {
  const observer = createReplyObserver({ stream: isEventStream(headers) });
  const encoding = headerOf(headers, 'content-encoding')?.toLowerCase() ?? 'identity';
  if (encoding === 'identity') return { feed: (chunk) => observer.feed(chunk), end: async () => observer.end() };
  const createDecoder = decoders[encoding];
  if (createDecoder === undefined) return { feed: () => undefined, end: async () => undefined };
  return decodingTap(createDecoder, observer);
}

/** A cut or damaged reply is observed as far as it decodes: that is what was received. */
function decodingTap(createDecoder: (firstByte: number) => Transform, observer: ReplyObserver): ReplyTap {
  let decoder: Transform | undefined;
  const ended = Promise.withResolvers<void>();
  const begin = (firstByte: number): Transform => {
    const created = createDecoder(firstByte);
    created.on('data', (chunk: Buffer) => observer.feed(chunk));
    created.once('end', ended.resolve);
    created.once('error', () => ended.resolve());
    return created;
  };
  return {
    feed(chunk) {
      decoder ??= begin(chunk[0] ?? 0);
      if (!decoder.errored) decoder.write(chunk);
    },
    async end() {
      if (decoder === undefined) return observer.end();
      if (!decoder.errored) decoder.end();
      await ended.promise;
      return observer.end();
    },
  };
}
