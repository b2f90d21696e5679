import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json, ReplyContent } from '../core/index.ts';
import { createReplyReader } from './read-reply.ts';
import { formatSseEvent } from './sse.ts';

type Event = { readonly type: string; readonly [key: string]: Json };

const sse = (events: readonly Event[]) =>
  events.map((event) => formatSseEvent({ event: event.type, data: JSON.stringify(event) })).join('');

/** The events of a message with these blocks, deltas of a few characters each. */
function eventsOf(blocks: readonly Event[], stopReason: string): readonly Event[] {
  return [
    { type: 'message_start', message: { id: 'msg_1', content: [] } },
    { type: 'ping' },
    ...blocks.flatMap((block, index) => [
      startOf(block, index),
      ...deltasOf(block, index),
      { type: 'content_block_stop', index },
    ]),
    { type: 'message_delta', delta: { stop_reason: stopReason }, usage: { output_tokens: 3 } },
    { type: 'message_stop' },
  ];
}

function startOf(block: Event, index: number): Event {
  const emptied = {
    ...block,
    ...(block.type === 'text' ? { text: '' } : {}),
    ...(block.type === 'tool_use' ? { input: {} } : {}),
  };
  return { type: 'content_block_start', index, content_block: emptied };
}

function deltasOf(block: Event, index: number): readonly Event[] {
  const [text, toDelta] =
    block.type === 'text'
      ? [String(block.text), (part: string) => ({ type: 'text_delta', text: part })]
      : [JSON.stringify(block.input), (part: string) => ({ type: 'input_json_delta', partial_json: part })];
  if (block.type !== 'text' && block.type !== 'tool_use') return [];
  const parts = text.match(/.{1,5}/gsu) ?? [];
  return parts.map((part) => ({ type: 'content_block_delta', index, delta: toDelta(part) }));
}

const text = { type: 'text', text: 'I look it up: "tool_use" ☔.' };
const call = { type: 'tool_use', id: 'toolu_1', name: 'weather_tool', input: { city: 'Bergen ☔', days: [1, 2] } };
const said: ReplyContent = {
  text: text.text,
  toolCalls: [{ name: call.name, input: call.input }],
  otherBlocks: 0,
  endsInCall: true,
  stopReason: 'tool_use',
};

function read(bytes: string, stream: boolean) {
  const reader = createReplyReader({ stream });
  reader.feed(Buffer.from(bytes));
  return reader;
}

describe('reading a held stream', () => {
  it('tells text, calls with their inputs and the stop reason, however the bytes fall apart', () => {
    const bytes = Buffer.from(sse(eventsOf([{ type: 'thinking', thinking: '' }, text, call], 'tool_use')));
    fc.assert(
      fc.property(fc.array(fc.nat({ max: bytes.length }), { maxLength: 8 }), (cuts) => {
        const reader = createReplyReader({ stream: true });
        let from = 0;
        for (const at of [...cuts.toSorted((one, other) => one - other), bytes.length]) {
          reader.feed(bytes.subarray(from, at));
          from = at;
        }
        expect(reader.content()).toEqual(said);
        expect(reader.progress()).toMatchObject({
          hasContent: true,
          textCharacters: text.text.length,
          calls: 1,
          finished: true,
        });
      }),
    );
  });

  it('is finished with its stop reason, not before', () => {
    const events = eventsOf([call], 'tool_use');
    const before = read(sse(events.slice(0, -2)), true);
    expect(before.progress()).toMatchObject({ calls: 1, finished: false });
    const after = read(sse(events.slice(0, -1)), true);
    expect(after.progress().finished).toBe(true);
  });

  it('has no content while there are only the start and pings', () => {
    expect(read(sse(eventsOf([text], 'end_turn').slice(0, 2)), true).progress().hasContent).toBe(false);
  });

  it('counts what came, pings left out', () => {
    const ping = { type: 'ping' };
    expect(read(sse([ping, ...eventsOf([call], 'tool_use').slice(0, 3), ping]), true).progress().pieces).toBe(2);
  });

  it('tells an error in the stream', () => {
    const error = { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } };
    expect(read(sse([...eventsOf([text], 'end_turn').slice(0, 4), error]), true).progress().errorType).toBe(
      'overloaded_error',
    );
  });

  it('tells a call whose input broke off as one without an input', () => {
    const events = eventsOf([call], 'max_tokens');
    const cut = events.filter((event, index) => event.type !== 'content_block_delta' || index < 5);
    expect(read(sse(cut), true).content()).toMatchObject({
      toolCalls: [{ name: 'weather_tool' }],
      stopReason: 'max_tokens',
    });
    expect(read(sse(cut), true).content().toolCalls[0]).not.toHaveProperty('input');
  });

  it('takes the input that a block begins with where no delta follows, and unnamed events by their type', () => {
    const begun = { type: 'content_block_start', index: 0, content_block: { ...call, input: {} } };
    const unnamed = formatSseEvent({ data: JSON.stringify(begun) });
    expect(read(unnamed, true).content().toolCalls).toEqual([{ name: 'weather_tool', input: {} }]);
  });
});

describe('reading a held body', () => {
  const body = {
    type: 'message',
    content: [text, { type: 'server_tool_use', name: 'x' }, call],
    stop_reason: 'tool_use',
  };

  it('tells the same of a message that comes whole', () => {
    expect(read(JSON.stringify(body), false).content()).toEqual({ ...said, otherBlocks: 1 });
  });

  it('says nothing of a body that is no message, and does not throw', () => {
    for (const bytes of ['', '{', '[]', 'null', '{"content":3}'])
      expect(read(bytes, false).content()).toEqual({ text: '', toolCalls: [], otherBlocks: 0, endsInCall: false });
  });
});
