import type { ReplyHead, UpstreamCall, UpstreamFailure } from '../../attempt/index.ts';
import type { Deliver } from '../../routing/index.ts';
import { headerOf, isEventStream } from '../../wire/index.ts';
import { TurnFailure } from '../ask.ts';
import { errorParts, parseEvent, type ReplyEvents } from './reply-events.ts';

/** Where a reply goes, what ends its call early, and what a user's client threw last. */
export interface DeliveryParts {
  readonly events: ReplyEvents;
  readonly signal: AbortSignal;
  readonly thrown: () => unknown;
}

/** Delivers a routed call's reply as events. What is no stream is the API's refusal. */
export function deliverTo({ events, signal, thrown }: DeliveryParts): Deliver {
  return (send, watch) =>
    new Promise((resolve) => {
      const refusal: Buffer[] = [];
      let head: ReplyHead | undefined;
      let call: UpstreamCall | undefined;
      const isStream = () => head !== undefined && head.status < 400 && isEventStream(head.headers);
      const end = (failure?: TurnFailure) => {
        signal.removeEventListener('abort', abort);
        events.end(failure);
        resolve(head?.status);
      };
      const abort = () => {
        call?.abort();
        end(new TurnFailure({ type: 'aborted', message: 'the run was stopped' }));
      };
      signal.addEventListener('abort', abort, { once: true });
      if (signal.aborted) return abort();
      call = send({
        onHead(received) {
          head = received;
          watch.onHead();
        },
        onChunk(chunk) {
          watch.onChunk();
          if (isStream()) events.feed(chunk);
          else refusal.push(chunk);
          return true;
        },
        onEnd: () => end(isStream() ? undefined : toRefusal(head, Buffer.concat(refusal), thrown())),
        onFailure: (failure) => end(toTurnFailure(failure, thrown())),
      });
    });
}

function toRefusal(head: ReplyHead | undefined, body: Buffer, cause: unknown): TurnFailure {
  const { status = 0, headers = [] } = head ?? {};
  const requestId = headerOf(headers, 'request-id');
  return new TurnFailure({
    ...errorParts(parseEvent(body.toString()), `upstream answered with status ${status}, and no stream`),
    status,
    ...(requestId === undefined ? {} : { requestId }),
    cause,
  });
}

const failureTypes: Readonly<Record<UpstreamFailure['code'], string>> = {
  unreachable: 'connection_error',
  cut: 'connection_error',
  timeout: 'timeout_error',
  overloaded: 'overloaded_error',
};

function toTurnFailure({ code, message }: UpstreamFailure, cause: unknown): TurnFailure {
  return new TurnFailure({ type: failureTypes[code], message, cause });
}
