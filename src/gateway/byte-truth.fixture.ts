/** Replies of every shape, cut into pieces anywhere, and what a plain reading of their bytes says of them. */
import { createParser } from 'eventsource-parser';
import fc from 'fast-check';

/** A reply as an upstream of a test sends it. */
export interface ReplyPlan {
  readonly stream: boolean;
  readonly bytes: Buffer;
  /** Where the bytes fall apart into writes, ascending; between two writes the event loop comes round or it does not. */
  readonly splits: readonly { readonly at: number; readonly rest: boolean }[];
  /** The connection ends after so many bytes; undefined: it ends as it must. */
  readonly cutAt: number | undefined;
  /** The length is declared; else the body is chunked. */
  readonly declared: boolean;
  /** The client leaves when it has so many bytes; undefined: it stays. */
  readonly leaveAfter: number | undefined;
}

/** What the bytes say of the reply, as far as the gateway records it. */
export interface Told {
  readonly usage: object | undefined;
  readonly stopReason: string | undefined;
  readonly model: string | undefined;
  readonly errorType: string | undefined;
  readonly complete: boolean;
}

const text = fc.string({ unit: 'grapheme', maxLength: 30 });
const count = fc.option(fc.nat({ max: 1_000_000 }), { nil: null, freq: 8 });
const usage = fc.record(
  {
    input_tokens: count,
    output_tokens: count,
    cache_read_input_tokens: count,
    cache_creation_input_tokens: count,
    new_field: text,
  },
  { requiredKeys: [] },
);
const stopReason = fc.constantFrom(null, 'end_turn', 'tool_use', 'max_tokens');
const message = fc.record({ id: text, type: fc.constant('message'), model: text, stop_reason: stopReason, usage });

const start = fc.record({ type: fc.constant('message_start'), message });
const end = fc.record({ type: fc.constant('message_delta'), delta: fc.record({ stop_reason: stopReason }), usage });
const stop = fc.constant({ type: 'message_stop' });
const between = fc.oneof(
  fc.record({ type: fc.constant('content_block_delta'), delta: fc.record({ type: fc.constant('text_delta'), text }) }),
  fc.constant({ type: 'content_block_start', content_block: { type: 'tool_use', id: 't', name: 'n', input: {} } }),
  fc.constant({ type: 'ping' }),
  fc.record({ type: fc.constant('mood_delta'), mood: text, usage }),
  fc.record({
    type: fc.constant('error'),
    error: fc.record({ type: fc.constantFrom('overloaded_error', 'api_error') }),
  }),
  end,
);
const events = fc
  .tuple(fc.option(start), fc.array(between, { maxLength: 6 }), fc.option(end), fc.option(stop))
  .map(([first, middle, ...last]) => [first, ...middle, ...last].filter((event) => event !== null));

/** How one event is spelt: everything that server-sent events leave open. */
const spelling = fc.record({
  named: fc.boolean(),
  nameFirst: fc.boolean(),
  space: fc.constantFrom(' ', ''),
  lineEnd: fc.constantFrom('\n', '\r\n', '\r'),
  lines: fc.constantFrom(undefined, 1),
  before: fc.constantFrom('', ': comment', 'id: 3', 'retry: 10', 'unknown: field', 'data', 'nocolon'),
});
type Spelling = typeof spelling extends fc.Arbitrary<infer S> ? S : never;

function spelt(
  event: { readonly type: string },
  { named, nameFirst, space, lineEnd, lines, before }: Spelling,
): string {
  const name = named ? [`event:${space}${event.type}`] : [];
  const data = JSON.stringify(event, undefined, lines).split('\n');
  const fields = data.map((line) => `data:${space}${line}`);
  const stranger = before === '' ? [] : [before];
  return [...stranger, ...(nameFirst ? [...name, ...fields] : [...fields, ...name]), '', ''].join(lineEnd);
}

const streamBytes = events
  .chain((all) => fc.tuple(fc.constant(all), fc.array(spelling, { minLength: all.length, maxLength: all.length })))
  .chain(([all, spellings]) => {
    const written = all.flatMap((event, index) => {
      const how = spellings[index];
      return how === undefined ? [] : [spelt(event, how)];
    });
    return fc.constantFrom('', '\ufeff').map((mark) => Buffer.from(mark + written.join('')));
  });
const jsonBytes = fc
  .tuple(message, fc.constantFrom(undefined, 2), fc.constantFrom('', '\n'))
  .map(([value, indent, tail]) => Buffer.from(JSON.stringify(value, undefined, indent) + tail));

/** Replies, streamed or not, whole or cut, to clients that stay or leave. */
export const replyPlan: fc.Arbitrary<ReplyPlan> = fc.boolean().chain((stream) =>
  (stream ? streamBytes : jsonBytes).chain((bytes) => {
    const position = fc.nat({ max: bytes.length });
    const split = fc.record({ at: position, rest: fc.boolean() });
    return fc.record({
      stream: fc.constant(stream),
      bytes: fc.constant(bytes),
      splits: fc.array(split, { maxLength: 12 }).map((all) => all.toSorted((one, other) => one.at - other.at)),
      cutAt: fc.option(position, { nil: undefined, freq: 2 }),
      declared: fc.boolean(),
      leaveAfter: fc.option(position, { nil: undefined, freq: 3 }),
    });
  }),
);

/** What was received of a reply says this; read with another parser than the gateway's. */
export function toldBy(stream: boolean, bytes: Buffer): Told {
  return stream ? toldByStream(bytes) : toldByJson(bytes.toString());
}

type Fields = { readonly [name: string]: unknown };

function toldByStream(bytes: Buffer): Told {
  let usage: Fields | undefined;
  let stopReason: string | undefined;
  let errorType: string | undefined;
  let model: string | undefined;
  let complete = false;
  const parser = createParser({
    onEvent({ event, data }) {
      const payload = fieldsOf(parsed(data));
      const type = event === undefined || event === '' ? payload.type : event;
      if (type === 'message_start') {
        usage = fieldsOf(fieldsOf(payload.message).usage);
        stopReason = wordOf(fieldsOf(payload.message).stop_reason);
        model = wordOf(fieldsOf(payload.message).model);
      }
      if (type === 'message_delta') {
        usage = { ...usage, ...withoutNulls(fieldsOf(payload.usage), usage !== undefined) };
        stopReason = wordOf(fieldsOf(payload.delta).stop_reason) ?? stopReason;
      }
      if (type === 'error') errorType = wordOf(fieldsOf(payload.error).type);
      if (type === 'message_stop') complete = true;
    },
  });
  // A lone CR at the end is a line's end; the parser would wait for the LF that may belong to it.
  const isHeldBack = bytes.at(-1) === 0x0d;
  parser.feed(new TextDecoder().decode(bytes) + (isHeldBack ? '\n' : ''));
  return { usage: toUsage(usage), stopReason, model, errorType, complete };
}

function toldByJson(text: string): Told {
  const reply = parsed(text);
  const { usage, stop_reason: stopReason, model } = fieldsOf(reply);
  return {
    usage: toUsage(fieldsOf(usage)),
    stopReason: wordOf(stopReason),
    model: wordOf(model),
    errorType: undefined,
    complete: reply !== undefined,
  };
}

function withoutNulls(fields: Fields, isSecond: boolean): Fields {
  return isSecond ? Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null)) : fields;
}

function toUsage(fields: Fields | undefined): object | undefined {
  const { input_tokens: inputTokens, output_tokens: outputTokens } = fields ?? {};
  if (typeof inputTokens !== 'number' || typeof outputTokens !== 'number') return undefined;
  const cacheReadTokens = fields?.cache_read_input_tokens ?? 0;
  return { inputTokens, outputTokens, cacheReadTokens, cacheWriteTokens: fields?.cache_creation_input_tokens ?? 0 };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

function wordOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
