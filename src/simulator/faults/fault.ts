import type { ServerResponse } from 'node:http';
import type { Reply } from '../http/reply.ts';
import type { StreamEvent } from '../http/sse-answer.ts';

/** What an answer given in place of the model's needs to know of the request. */
export interface Asked {
  readonly requestId: string;
  readonly stream: boolean;
}

/** What a fault does to an answer: each member is a place where it steps in. */
export interface Fault {
  /** Answers in place of the model. */
  readonly instead?: (reply: Reply, asked: Asked) => Promise<void>;
  /** Changes the events of a stream. */
  readonly changeEvents?: (events: readonly StreamEvent[]) => readonly StreamEvent[];
  /** Stands between an answer and the connection. */
  readonly wrap?: (reply: Reply, response: ServerResponse) => Reply;
}

/** Several faults as one: events are changed in order; the first to wrap is nearest to the answer, the last to the wire. */
export function combined(faults: readonly Fault[]): Fault {
  const instead = faults.find((fault) => fault.instead !== undefined)?.instead;
  return {
    ...(instead === undefined ? {} : { instead }),
    changeEvents: (events) => faults.reduce((changed, fault) => fault.changeEvents?.(changed) ?? changed, events),
    wrap: (reply, response) =>
      faults.reduceRight((wrapped, fault) => fault.wrap?.(wrapped, response) ?? wrapped, reply),
  };
}
