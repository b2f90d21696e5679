import type { ReplyHead } from '../http/reply.ts';
import { cut } from './cut.ts';
import type { Fault } from './fault.ts';

/** The declared length is half of what is sent (`short`), or more than is sent before the connection ends (`long`). */
export function wrongContentLength(kind: 'short' | 'long'): Fault {
  return {
    wrap(reply, response) {
      const chunks: Buffer[] = [];
      let held: ReplyHead = { status: 200, headers: [] };
      return {
        async begin(head) {
          held = head;
        },
        async write(bytes) {
          chunks.push(bytes);
        },
        async end() {
          const body = Buffer.concat(chunks);
          const declared = kind === 'short' ? Math.floor(body.length / 2) : body.length + 10;
          const others = held.headers.filter(([name]) => name !== 'content-length');
          await reply.begin({ ...held, headers: [...others, ['content-length', String(declared)]] });
          await reply.write(body);
          if (kind === 'short') await reply.end();
          else await cut(response);
        },
      };
    },
  };
}
