/** Faults that break the connection. What was sent before has left this process when it breaks. */
import { type ServerResponse, STATUS_CODES } from 'node:http';
import { closed, type Reply, type ReplyHead } from '../http/reply.ts';
import type { Fault } from './fault.ts';
import { limited } from './limited.ts';

/** Breaks the connection of a response once what was written has been sent; resolves when it is closed. */
export async function cut(response: ServerResponse): Promise<void> {
  response.socket?.destroySoon();
  await closed(response);
}

/** Cut after so many bytes of the body; 0: before the head. An answer that is shorter is not cut. */
export function cutAt(bytes: number): Fault {
  if (bytes === 0) return cutHead(0);
  return { wrap: (reply, response) => limited(reply, bytes, () => cut(response)) };
}

/** Like a cut, but the peer is told by a reset (RST), as when a process dies; 0: after the head. */
export function resetAt(bytes: number): Fault {
  return {
    wrap(reply, response) {
      const reset = async () => {
        response.socket?.resetAndDestroy();
        await closed(response);
      };
      if (bytes > 0) return limited(reply, bytes, reset);
      return {
        ...reply,
        async begin(head) {
          await reply.begin(head);
          response.flushHeaders();
          await reset();
        },
      };
    },
  };
}

/** Cut between the head and the body. */
export const cutAfterHead: Fault = {
  wrap: (reply, response) => ({
    ...reply,
    async begin(head) {
      await reply.begin(head);
      response.flushHeaders();
      await cut(response);
    },
  }),
};

/** Cut inside the head, after so many bytes of it. */
export function cutHead(bytes: number): Fault {
  return {
    wrap: (reply: Reply, response: ServerResponse) => ({
      ...reply,
      async begin(head) {
        const part = Buffer.from(headText(response, head), 'latin1').subarray(0, bytes);
        if (part.length > 0) response.socket?.write(part);
        await cut(response);
      },
    }),
  };
}

function headText(response: ServerResponse, { status, reason, headers }: ReplyHead): string {
  const all = [...Object.entries(response.getHeaders()), ...headers];
  const lines = all.map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${status} ${reason ?? STATUS_CODES[status] ?? ''}\r\n${lines.join('')}\r\n`;
}
