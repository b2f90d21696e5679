import type { Send, UpstreamHandler } from './call.ts';

/** A call that a test plays by hand, and what became of it. */
export interface ScriptedCall {
  readonly send: Send;
  /** Whoever sent it. Throws until it was sent. */
  readonly handler: () => UpstreamHandler;
  readonly isBegun: () => boolean;
  readonly isAborted: () => boolean;
  readonly resumed: () => number;
}

/** A call without a socket. */
export function scriptedCall(): ScriptedCall {
  let handler: UpstreamHandler | undefined;
  let aborted = false;
  let resumed = 0;
  return {
    send(given) {
      handler = given;
      return {
        abort: () => {
          aborted = true;
        },
        resume: () => {
          resumed += 1;
        },
      };
    },
    handler() {
      if (handler === undefined) throw new Error('the call was not sent');
      return handler;
    },
    isBegun: () => handler !== undefined,
    isAborted: () => aborted,
    resumed: () => resumed,
  };
}

/** The head of a reply. */
export function head(status = 200, headers: readonly string[] = ['content-type', 'text/event-stream']) {
  return { status, statusText: 'x', headers };
}

/** A handler that notes what it is told, as text. */
export function noting(): { readonly told: string[]; readonly handler: UpstreamHandler } {
  const told: string[] = [];
  return {
    told,
    handler: {
      onHead: ({ status }) => void told.push(`head ${status}`),
      onChunk: (chunk) => told.push(chunk.toString()) > 0,
      onEnd: () => void told.push('end'),
      onFailure: ({ code }) => void told.push(`failure ${code}`),
    },
  };
}
