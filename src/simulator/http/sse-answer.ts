/** A message as the API streams it: the events, the sizes of their deltas, and how they fall into TCP writes. */
import { isObject, type Json, type JsonObject, stringOf } from '../json.ts';
import { between, type Random } from '../random.ts';
import type { ResponseMessage } from './message.ts';

/** One server-sent event, encoded, and how many characters of the answer it brings. */
export interface StreamEvent {
  readonly text: string;
  readonly characters: number;
}

/** What goes to the socket in one write, and how much of the answer has been sent after it (0 to 1). */
export interface StreamWrite {
  readonly bytes: Buffer;
  readonly sentShare: number;
}

/** What an event carries. */
export type EventPayload = { readonly type: string; readonly [field: string]: unknown };

/** Encodes an event of the API, named by its type. */
export function encodeEvent(payload: EventPayload, characters = 0): StreamEvent {
  return { text: `event: ${payload.type}\ndata: ${JSON.stringify(payload)}\n\n`, characters };
}

/** Cuts text into pieces of random size, never between the halves of a surrogate pair. */
function pieces(text: string, random: Random, sizes: readonly [number, number]): string[] {
  const cut: string[] = [];
  for (let start = 0; start < text.length; ) {
    let end = start + between(random, ...sizes);
    const code = text.charCodeAt(end);
    if (code >= 0xdc00 && code <= 0xdfff) end += 1;
    cut.push(text.slice(start, end));
    start = end;
  }
  return cut;
}

/** A block's start (emptied) and the deltas that fill it; blocks without deltas start complete. */
function blockParts(block: JsonObject, random: Random): { readonly start: JsonObject; readonly deltas: JsonObject[] } {
  switch (block.type) {
    case 'text': {
      const deltas = pieces(stringOf(block.text) ?? '', random, [6, 40]);
      return { start: { ...block, text: '' }, deltas: deltas.map((text) => ({ type: 'text_delta', text })) };
    }
    case 'thinking': {
      const deltas = pieces(stringOf(block.thinking) ?? '', random, [10, 60]);
      const signature = { type: 'signature_delta', signature: block.signature };
      return {
        start: { ...block, thinking: '', signature: '' },
        deltas: [...deltas.map((thinking) => ({ type: 'thinking_delta', thinking })), signature],
      };
    }
    case 'tool_use': {
      const text = isObject(block.input) && Object.keys(block.input).length === 0 ? '' : JSON.stringify(block.input);
      const deltas = ['', ...pieces(text, random, [4, 30])];
      return {
        start: { ...block, input: {} },
        deltas: deltas.map((partial) => ({ type: 'input_json_delta', partial_json: partial })),
      };
    }
    default:
      return { start: block, deltas: [] };
  }
}

function blockEvents(block: JsonObject, index: number, random: Random): StreamEvent[] {
  const { start, deltas } = blockParts(block, random);
  return [
    encodeEvent({ type: 'content_block_start', index, content_block: start }),
    ...deltas.map((delta) => encodeEvent({ type: 'content_block_delta', index, delta }, charactersOf(delta))),
    encodeEvent({ type: 'content_block_stop', index }),
  ];
}

function charactersOf(delta: JsonObject): number {
  const text: Json | undefined = delta.text ?? delta.thinking ?? delta.partial_json;
  return typeof text === 'string' ? text.length : 0;
}

/** The events of a message, in the API's order. Usage in `message_delta` is cumulative. */
export function streamEvents(message: ResponseMessage, random: Random): StreamEvent[] {
  const { content, stop_reason: stopReason, stop_sequence: stopSequence, stop_details: stopDetails, usage } = message;
  const opening = { ...usage, output_tokens: Math.min(1, usage.output_tokens), output_tokens_details: null };
  const { cache_creation: _byTtl, service_tier: _tier, inference_geo: _geo, speed: _speed, ...closing } = usage;
  return [
    encodeEvent({ type: 'message_start', message: { ...message, content: [], stop_reason: null, usage: opening } }),
    encodeEvent({ type: 'ping' }),
    ...content.flatMap((block, index) => blockEvents(block, index, random)),
    encodeEvent({
      type: 'message_delta',
      delta: { stop_reason: stopReason, stop_sequence: stopSequence, stop_details: stopDetails },
      usage: closing,
    }),
    encodeEvent({ type: 'message_stop' }),
  ];
}

/** Groups events into writes as networks do: one or several at once, and now and then cut in the middle of one. */
export function streamWrites(events: readonly StreamEvent[], random: Random): StreamWrite[] {
  const total = events.reduce((sum, event) => sum + event.characters, 0);
  const writes: StreamWrite[] = [];
  let sent = 0;
  let carried = Buffer.alloc(0);
  for (let next = 0; next < events.length; ) {
    const group = events.slice(next, next + between(random, 1, 4));
    next += group.length;
    sent += group.reduce((sum, event) => sum + event.characters, 0);
    const bytes = Buffer.concat([carried, Buffer.from(group.map((event) => event.text).join(''))]);
    const isCut = next < events.length && random() < 0.125;
    const end = isCut ? between(random, 1, bytes.length - 1) : bytes.length;
    carried = bytes.subarray(end);
    writes.push({ bytes: bytes.subarray(0, end), sentShare: total === 0 ? 1 : sent / total });
  }
  return writes;
}
