import { createBrotliCompress, createDeflate, createDeflateRaw, createGzip, createZstdCompress } from 'node:zlib';
import type { Fault } from './fault.ts';

/** `deflate-raw` is what some servers send as `deflate`: without the zlib header. */
const encoders = {
  gzip: { create: createGzip, name: 'gzip' },
  br: { create: createBrotliCompress, name: 'br' },
  zstd: { create: createZstdCompress, name: 'zstd' },
  deflate: { create: createDeflate, name: 'deflate' },
  'deflate-raw': { create: createDeflateRaw, name: 'deflate' },
} as const;

/** A way to compress that can be asked for. */
export type Encoding = keyof typeof encoders;

/** The answer is compressed, whatever the client accepts; each write can be decoded as it arrives. */
export function compress(encoding: Encoding): Fault {
  return {
    wrap(reply) {
      const { create, name } = encoders[encoding];
      const encoder = create();
      const ready: Buffer[] = [];
      encoder.on('data', (chunk: Buffer) => ready.push(chunk));
      const send = async () => {
        for (const chunk of ready.splice(0)) await reply.write(chunk);
      };
      return {
        begin: (head) =>
          reply.begin({
            ...head,
            headers: [...head.headers.filter(([key]) => key !== 'content-length'), ['content-encoding', name]],
          }),
        async write(bytes) {
          encoder.write(bytes);
          await new Promise<void>((resolve) => encoder.flush(() => setImmediate(resolve)));
          await send();
        },
        async end() {
          const ended = new Promise((resolve) => encoder.once('end', resolve));
          encoder.end();
          await ended;
          await send();
          await reply.end();
        },
      };
    },
  };
}
