import type { Reply } from '../http/reply.ts';

/** A reply of which only so many bytes of the body get through; the moment they have, `then` takes over. */
export function limited(reply: Reply, bytes: number, then: () => Promise<void>): Reply {
  let left = bytes;
  return {
    begin: reply.begin,
    async write(chunk) {
      if (left === 0) return;
      const part = chunk.subarray(0, left);
      left -= part.length;
      await reply.write(part);
      if (left === 0) await then();
    },
    async end() {
      if (left > 0) await reply.end();
    },
  };
}
