/** Faults that make a client wait. All end when the client leaves. */
import type { ServerResponse } from 'node:http';
import { closed } from '../http/reply.ts';
import type { Fault } from './fault.ts';
import { limited } from './limited.ts';

/** Nothing is ever answered. */
export const hang: Fault = {
  wrap: (reply, response) => ({ ...reply, begin: () => closed(response) }),
};

/** Nothing more comes after so many bytes of the body; 0: after the head. */
export function hangAfter(bytes: number): Fault {
  return {
    wrap(reply, response) {
      if (bytes > 0) return limited(reply, bytes, () => closed(response));
      return {
        ...reply,
        async begin(head) {
          await reply.begin(head);
          response.flushHeaders();
          await closed(response);
        },
      };
    },
  };
}

/** The head comes so many milliseconds late. */
export function slowFirstByte(delayMs: number): Fault {
  return {
    wrap: (reply, response) => ({
      ...reply,
      async begin(head) {
        await waited(response, delayMs);
        if (!response.destroyed) await reply.begin(head);
      },
    }),
  };
}

function waited(response: ServerResponse, delayMs: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, delayMs);
    response.once('close', done);
    function done(): void {
      clearTimeout(timer);
      response.off('close', done);
      resolve();
    }
  });
}
