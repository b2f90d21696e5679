import { createParser } from 'eventsource-parser';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isObject, type JsonObject, parseJson, stringOf } from '../json.ts';
import { seededRandom } from '../random.ts';
import { post, started } from '../test-client.fixture.ts';
import type { Usage } from '../usage.ts';
import type { ResponseMessage } from './message.ts';
import { streamEvents, streamWrites } from './sse-answer.ts';

const usage: Usage = {
  input_tokens: 10,
  cache_creation_input_tokens: 3,
  cache_read_input_tokens: 4,
  cache_creation: { ephemeral_5m_input_tokens: 3, ephemeral_1h_input_tokens: 0 },
  output_tokens: 99,
  output_tokens_details: { thinking_tokens: 5 },
  server_tool_use: null,
  service_tier: 'standard',
  inference_geo: 'global',
  speed: 'standard',
};

function messageWith(content: readonly JsonObject[]): ResponseMessage {
  return {
    id: 'msg_1',
    type: 'message',
    role: 'assistant',
    model: 'claude-sonnet-5-5',
    content,
    stop_reason: 'end_turn',
    stop_sequence: null,
    stop_details: null,
    container: null,
    usage,
  };
}

/** Parses a stream that arrives in these chunks, as a client does. */
function parseStream(chunks: readonly Buffer[]): JsonObject[] {
  const events: JsonObject[] = [];
  const decoder = new TextDecoder();
  const parser = createParser({
    onEvent: ({ event, data }) => {
      const payload = parseJson(data);
      if (!isObject(payload) || payload.type !== event) throw new Error(`Bad event ${event}: ${data}`);
      events.push(payload);
    },
  });
  for (const chunk of chunks) parser.feed(decoder.decode(chunk, { stream: true }));
  return events;
}

/** Puts the blocks of a stream together again. */
function contentOf(events: readonly JsonObject[]): JsonObject[] {
  const blocks: { block: JsonObject; partial: string }[] = [];
  for (const { type, content_block: block, delta } of events) {
    if (type === 'content_block_start' && isObject(block)) blocks.push({ block, partial: '' });
    const last = blocks.at(-1);
    if (type !== 'content_block_delta' || last === undefined || !isObject(delta)) continue;
    for (const field of ['text', 'thinking', 'signature']) {
      const added = stringOf(delta[field]);
      if (added !== undefined) last.block = { ...last.block, [field]: `${stringOf(last.block[field])}${added}` };
    }
    last.partial += stringOf(delta.partial_json) ?? '';
  }
  return blocks.map(({ block, partial }) =>
    block.type === 'tool_use' && partial !== '' ? { ...block, input: parseJson(partial) } : block,
  );
}

const anyText = fc.string({ unit: 'binary', maxLength: 300 });
const anyBlock = fc.oneof(
  anyText.map((text): JsonObject => ({ type: 'text', text })),
  anyText.map((thinking): JsonObject => ({ type: 'thinking', thinking, signature: 'c2ln' })),
  fc
    .dictionary(fc.string(), fc.oneof(anyText, fc.integer(), fc.boolean(), fc.constant(null)))
    .map((input): JsonObject => ({ type: 'tool_use', id: 'toolu_1', name: 'look', input: { ...input } })),
);

describe('a streamed answer', () => {
  it('is the JSON answer again, however its bytes are cut', () => {
    fc.assert(
      fc.property(
        fc.array(anyBlock, { maxLength: 4 }),
        fc.nat(),
        fc.integer({ min: 1, max: 200 }),
        (content, seed, size) => {
          const random = seededRandom(seed);
          const writes = streamWrites(streamEvents(messageWith(content), random), random);
          const bytes = Buffer.concat(writes.map((write) => write.bytes));
          const rechunked = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
            bytes.subarray(index * size, (index + 1) * size),
          );
          expect(contentOf(parseStream(rechunked))).toEqual(JSON.parse(JSON.stringify(content)));
        },
      ),
    );
  });

  it('has the API’s sequence of events, with usage at the start and cumulative at the end', () => {
    const content = [
      { type: 'thinking', thinking: '', signature: 'c2ln' },
      { type: 'tool_use', id: 'toolu_1', name: 'look', input: {} },
    ];
    const events = parseStream([
      Buffer.from(
        streamEvents(messageWith(content), seededRandom(1))
          .map((e) => e.text)
          .join(''),
      ),
    ]);
    expect(events.map((event) => event.type)).toEqual([
      'message_start',
      'ping',
      'content_block_start',
      'content_block_delta',
      'content_block_stop',
      'content_block_start',
      'content_block_delta',
      'content_block_stop',
      'message_delta',
      'message_stop',
    ]);
    expect(events[0]).toMatchObject({ message: { content: [], stop_reason: null, usage: { input_tokens: 10 } } });
    expect(events[3]).toMatchObject({ delta: { type: 'signature_delta', signature: 'c2ln' } });
    expect(events[6]).toMatchObject({ delta: { type: 'input_json_delta', partial_json: '' } });
    expect(events[8]).toMatchObject({
      delta: { stop_reason: 'end_turn' },
      usage: { input_tokens: 10, cache_read_input_tokens: 4, output_tokens: 99 },
    });
  });

  it('goes out in writes of one or several events, some of them cut inside an event', () => {
    const text = 'word '.repeat(2_000);
    const random = seededRandom(5);
    const writes = streamWrites(streamEvents(messageWith([{ type: 'text', text }]), random), random);
    const isCut = writes.map(({ bytes }) => !bytes.toString().endsWith('\n\n'));
    const eventCounts = writes.map(({ bytes }) => bytes.toString().split('event: ').length - 1);
    expect(isCut).toContain(true);
    expect(isCut).toContain(false);
    expect(new Set(eventCounts).size).toBeGreaterThan(2);
    expect(writes.at(-1)?.sentShare).toBe(1);
  });

  it('never cuts a character in two', () => {
    const content = [{ type: 'text', text: '👍'.repeat(200) }];
    const deltas = streamEvents(messageWith(content), seededRandom(2)).map((event) => event.text);
    expect(deltas.join('')).not.toContain('\\ud');
  });

  it('over a socket equals the answer that is not streamed', async () => {
    const content = [
      { type: 'text', text: 'Grüße 👋 '.repeat(50) },
      { type: 'tool_use', id: 'toolu_1', name: 'look', input: { at: { x: 1 }, why: 'ü' } },
    ];
    const simulator = await started({ answerers: [() => ({ content, stopReason: 'tool_use' })] });
    const ask = { model: 'claude-sonnet-4-5', max_tokens: 2_000, messages: [{ role: 'user', content: 'hi' }] };
    const streamed = await post(simulator, { ...ask, stream: true });
    expect(streamed.headers.get('content-type')).toContain('text/event-stream');
    expect(contentOf(parseStream([Buffer.from(await streamed.arrayBuffer())]))).toEqual(content);
    expect(await (await post(simulator, ask)).json()).toMatchObject({ content, stop_reason: 'tool_use' });
  });
});
