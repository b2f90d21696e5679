/** Streams of every order of blocks, sent in pieces that fall anywhere, broken at any byte. */
import type { ServerResponse } from 'node:http';
import fc from 'fast-check';

/** How an upstream of a test sends one reply. */
export interface SentReply {
  readonly bytes: Buffer;
  /** Where the bytes fall apart, ascending; the event loop comes round in between. */
  readonly splits: readonly number[];
  /** The connection breaks after so many bytes; undefined: it ends as it must. */
  readonly cutAt: number | undefined;
}

interface Event {
  readonly type: string;
  readonly [field: string]: unknown;
}

const encode = (events: readonly Event[]) =>
  Buffer.from(events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join(''));

const ping: Event = { type: 'ping' };
const failure: Event = { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } };

/** One block as the API streams it: its start, deltas with pings in between, its stop. */
function blockEvents(block: BlockPlan, index: number): readonly Event[] {
  const start = { type: 'content_block_start', index, content_block: startOf(block) };
  const deltas = block.deltas.flatMap((text) => [
    { type: 'content_block_delta', index, delta: deltaOf(block.kind, text) },
    ...(text.length % 3 === 0 ? [ping] : []),
  ]);
  return [start, ...deltas, { type: 'content_block_stop', index }];
}

interface BlockPlan {
  readonly kind: 'text' | 'thinking' | 'tool_use';
  readonly deltas: readonly string[];
}

function startOf({ kind }: BlockPlan) {
  if (kind === 'text') return { type: 'text', text: '' };
  if (kind === 'thinking') return { type: 'thinking', thinking: '', signature: '' };
  return { type: 'tool_use', id: 'toolu_1', name: 'weather_tool', input: {} };
}

function deltaOf(kind: BlockPlan['kind'], text: string) {
  if (kind === 'text') return { type: 'text_delta', text };
  if (kind === 'thinking') return { type: 'thinking_delta', thinking: text };
  return { type: 'input_json_delta', partial_json: text };
}

/** A whole reply of these blocks. */
export function streamOf(model: string, blocks: readonly BlockPlan[], errorAfter?: number): Buffer {
  const calls = blocks.some(({ kind }) => kind === 'tool_use');
  const message = { id: `msg_${model}`, type: 'message', role: 'assistant', model, content: [], usage: usage(1) };
  const events: readonly Event[] = [
    { type: 'message_start', message },
    ping,
    ...blocks.flatMap(blockEvents),
    { type: 'message_delta', delta: { stop_reason: calls ? 'tool_use' : 'end_turn' }, usage: usage(40) },
    { type: 'message_stop' },
  ];
  return encode(errorAfter === undefined ? events : [...events.slice(0, errorAfter), failure]);
}

function usage(outputTokens: number) {
  return { input_tokens: 9, output_tokens: outputTokens };
}

const words = fc.array(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 }), { maxLength: 5 });
const block: fc.Arbitrary<BlockPlan> = fc.oneof(
  fc.record({ kind: fc.constantFrom('text' as const, 'thinking' as const), deltas: words }),
  fc.record({
    kind: fc.constant('tool_use' as const),
    deltas: fc.constantFrom([], ['{"city":', '"Bergen"}'], ['{}'], ['{"city"']),
  }),
);

/** A value one time in four. */
export function nowAndThen<T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> {
  return fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: value });
}

/** Any reply of a model, whole or broken. */
export function anySentReply(model: string): fc.Arbitrary<SentReply> {
  return fc.tuple(fc.array(block, { maxLength: 4 }), nowAndThen(fc.nat({ max: 12 }))).chain(([blocks, after]) => {
    const bytes = streamOf(model, blocks, after);
    const position = fc.nat({ max: bytes.length });
    return fc.record({
      bytes: fc.constant(bytes),
      splits: fc.array(position, { maxLength: 10 }).map((all) => all.toSorted((one, other) => one - other)),
      cutAt: nowAndThen(position),
    });
  });
}

/** What of a reply leaves upstream. */
export function sentBytes({ bytes, cutAt }: SentReply): Buffer {
  return cutAt === undefined ? bytes : bytes.subarray(0, cutAt);
}

/** Sends a reply as planned. */
export async function sendReply(reply: SentReply, response: ServerResponse): Promise<void> {
  response.setHeader('content-type', 'text/event-stream; charset=utf-8');
  response.writeHead(200).flushHeaders();
  const sent = sentBytes(reply);
  let from = 0;
  for (const at of [...reply.splits.filter((split) => split < sent.length), sent.length]) {
    if (at > from) response.write(sent.subarray(from, at));
    from = Math.max(from, at);
    await new Promise((resolve) => setImmediate(resolve));
  }
  if (reply.cutAt === undefined) response.end();
  else response.socket?.destroySoon();
}
