import { createSseReader } from '../../wire/index.ts';
import { type ReplyEvent, TurnFailure } from '../ask.ts';
import { isObject } from '../message.ts';

/** The events of a reply, from its bytes: kept until they are read, ended once, by a failure or without. */
export interface ReplyEvents {
  feed(chunk: Buffer): void;
  /** The first end counts. */
  end(failure?: TurnFailure): void;
  /** To be read once; rejects with the failure. */
  read(): AsyncIterable<ReplyEvent>;
}

/** No events yet. */
export function createReplyEvents(): ReplyEvents {
  const waiting: ReplyEvent[] = [];
  let over: { readonly failure: TurnFailure | undefined } | undefined;
  let wake: () => void = () => undefined;
  const end = (failure?: TurnFailure) => {
    over ??= { failure };
    wake();
  };
  const reader = createSseReader(({ data }) => {
    const event = parseEvent(data);
    if (event === undefined)
      end(new TurnFailure({ type: 'invalid_reply', message: 'upstream sent an event that is no JSON' }));
    else if (event.type === 'error') end(new TurnFailure(errorParts(event, 'upstream broke the reply off')));
    else if (over === undefined) waiting.push(event);
    wake();
  });
  return {
    feed: (chunk) => reader.feed(chunk),
    end,
    async *read() {
      for (;;) {
        for (let event = waiting.shift(); event !== undefined; event = waiting.shift()) yield event;
        if (over?.failure !== undefined) throw over.failure;
        if (over !== undefined) return;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
  };
}

/** An object with a type, from JSON; `undefined` for anything else. */
export function parseEvent(json: string): (ReplyEvent & Readonly<Record<string, unknown>>) | undefined {
  try {
    const value: unknown = JSON.parse(json);
    return isObject(value) && typeof value.type === 'string' ? { ...value, type: value.type } : undefined;
  } catch {
    return undefined;
  }
}

/** The API's own error, as it said it. */
export function errorParts(body: unknown, otherwise: string): { readonly type: string; readonly message: string } {
  const error = isObject(body) && isObject(body.error) ? body.error : {};
  return {
    type: typeof error.type === 'string' ? error.type : 'api_error',
    message: typeof error.message === 'string' ? error.message : otherwise,
  };
}
