import { createSseReader } from '../../wire/index.ts';
import { type ReplyEvent, TurnFailure } from '../ask.ts';
import { isObject } from '../message.ts';

/** What tells how a reply failed. */
export interface ReplyEventsOptions {
  readonly signal: AbortSignal;
  /** What a user's client threw last. */
  readonly thrown: () => unknown;
}

/** The events of a response that is on its way; rejects with a `TurnFailure` where it is none, or breaks off. */
export async function* replyEvents(
  coming: Promise<Response>,
  { signal, thrown }: ReplyEventsOptions,
): AsyncIterable<ReplyEvent> {
  try {
    const response = await coming;
    if (!isStream(response)) throw await refusalOf(response, thrown());
    yield* eventsIn(response.body);
  } catch (error) {
    if (error instanceof TurnFailure) throw error;
    if (signal.aborted) throw new TurnFailure({ type: 'aborted', message: 'the run was stopped' });
    throw brokenBy(error);
  }
}

function isStream(response: Response): response is Response & { readonly body: ReadableStream<Uint8Array> } {
  return (
    response.ok && response.body !== null && /^text\/event-stream/i.test(response.headers.get('content-type') ?? '')
  );
}

async function* eventsIn(body: ReadableStream<Uint8Array>): AsyncIterable<ReplyEvent> {
  const waiting: string[] = [];
  const reader = createSseReader(({ data }) => waiting.push(data));
  for await (const chunk of body) {
    reader.feed(chunk);
    for (const data of waiting.splice(0)) {
      const event = parseEvent(data);
      if (event === undefined)
        throw new TurnFailure({ type: 'invalid_reply', message: 'upstream sent an event that is no JSON' });
      if (event.type === 'error') throw new TurnFailure(errorParts(event, 'upstream broke the reply off'));
      yield event;
    }
  }
}

async function refusalOf(response: Response, cause: unknown): Promise<TurnFailure> {
  const { status, headers } = response;
  const requestId = headers.get('request-id');
  return new TurnFailure({
    ...errorParts(parseEvent(await response.text()), `upstream answered with status ${status}, and no stream`),
    status,
    ...(requestId === null ? {} : { requestId }),
    cause,
  });
}

/** A connection that could not be made, or broke; the error says of what kind it is in its name. */
function brokenBy(cause: unknown): TurnFailure {
  const name = cause instanceof Error ? `${cause.constructor.name} ${cause.name}` : '';
  const message = cause instanceof Error ? cause.message : String(cause);
  return new TurnFailure({ type: /timeout/i.test(name) ? 'timeout_error' : 'connection_error', message, cause });
}

/** An object with a type, from JSON; `undefined` for anything else. */
function parseEvent(json: string): (ReplyEvent & Readonly<Record<string, unknown>>) | undefined {
  try {
    const value: unknown = JSON.parse(json);
    return isObject(value) && typeof value.type === 'string' ? { ...value, type: value.type } : undefined;
  } catch {
    return undefined;
  }
}

/** The API's own error, as it said it. */
function errorParts(body: unknown, otherwise: string): { readonly type: string; readonly message: string } {
  const error = isObject(body) && isObject(body.error) ? body.error : {};
  return {
    type: typeof error.type === 'string' ? error.type : 'api_error',
    message: typeof error.message === 'string' ? error.message : otherwise,
  };
}
