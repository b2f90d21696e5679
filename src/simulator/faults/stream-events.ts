/** Faults in the events of a stream. An answer that is not streamed stays as it is. */
import { encodeEvent, type StreamEvent } from '../http/sse-answer.ts';
import { isObject, type JsonObject, parseJson } from '../json.ts';
import type { Fault } from './fault.ts';

const overloaded = encodeEvent({ type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } });

/** After so many events comes an `error` event, and the stream ends. */
export function errorEvent(after: number): Fault {
  return { changeEvents: (events) => [...events.slice(0, after), overloaded] };
}

/** The stream ends as if it were whole, without its last event. */
export const noMessageStop: Fault = {
  changeEvents: (events) => events.filter((event) => !isOf('message_stop', event)),
};

/** So many pings come between the first event and the second. */
export function pingFlood(count: number): Fault {
  const pings = Array.from({ length: count }, () => encodeEvent({ type: 'ping' }));
  return { changeEvents: ([first, ...rest]) => [...(first === undefined ? [] : [first]), ...pings, ...rest] };
}

/** What no client of today knows stands between the events: new types, comments, fields, an event without a name. */
export const unknownEvent: Fault = {
  changeEvents: (events) => events.flatMap((event, index) => (index % 3 === 1 ? [event, ...strangers] : [event])),
};

const strangers: readonly StreamEvent[] = [
  encodeEvent({ type: 'mood_delta', mood: '🙂', usage: { output_tokens: 1_000_000 } }),
  { text: ': a comment\nid: 7\nretry: 1000\nflavour: sweet\n\n', characters: 0 },
  { text: 'data: {"type":"nameless","usage":{"output_tokens":1000000}}\n\n', characters: 0 },
];

/** Usage comes three times, cumulative as the API counts: half way, at the end, and the end once more. */
export const duplicateUsage: Fault = {
  changeEvents: (events) =>
    events.flatMap((event) => (isOf('message_delta', event) ? [halfWay(event), event, event] : [event])),
};

function halfWay(event: StreamEvent): StreamEvent {
  const payload = payloadOf(event);
  const usage = isObject(payload.usage) ? payload.usage : {};
  const half = Math.floor(Number(usage.output_tokens) / 2);
  return encodeEvent({
    ...payload,
    type: 'message_delta',
    delta: { stop_reason: null, stop_sequence: null },
    usage: { ...usage, output_tokens: half },
  });
}

function isOf(type: string, event: StreamEvent): boolean {
  return event.text.startsWith(`event: ${type}\n`);
}

function payloadOf({ text }: StreamEvent): JsonObject {
  const payload = parseJson(text.slice(text.indexOf('data: ') + 'data: '.length));
  return isObject(payload) ? payload : {};
}
