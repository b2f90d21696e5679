import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { assistantMessageOf } from './assistant-message.ts';
import { ReplyBuilder } from './reply-builder.ts';

type Event = { readonly type: string; readonly [key: string]: unknown };

function built(events: readonly Event[]) {
  const builder = new ReplyBuilder();
  for (const event of events) builder.take(event);
  return builder.built();
}

const start = (block: object): Event => ({ type: 'content_block_start', index: 0, content_block: block });
const delta = (value: object): Event => ({ type: 'content_block_delta', index: 0, delta: value });
const stop: Event = { type: 'content_block_stop', index: 0 };
const text = (value: string) => [start({ type: 'text', text: '' }), delta({ type: 'text_delta', text: value }), stop];

describe('a reply is put together from its events', () => {
  test('thinking with its signature, text with its citations, a call with its input', () => {
    const { blocks, stopReason, brokenCalls } = built([
      { type: 'message_start', message: {} },
      start({ type: 'thinking', thinking: '', signature: '' }),
      delta({ type: 'thinking_delta', thinking: 'h' }),
      delta({ type: 'thinking_delta', thinking: 'm' }),
      delta({ type: 'signature_delta', signature: 'sig' }),
      stop,
      start({ type: 'text', text: '', citations: null }),
      delta({ type: 'text_delta', text: 'It ' }),
      delta({ type: 'citations_delta', citation: { type: 'x' } }),
      delta({ type: 'text_delta', text: 'rains.' }),
      stop,
      start({ type: 'tool_use', id: 'a', name: 'tool', input: {} }),
      delta({ type: 'input_json_delta', partial_json: '' }),
      delta({ type: 'input_json_delta', partial_json: '{"a":' }),
      delta({ type: 'input_json_delta', partial_json: '[1]}' }),
      stop,
      { type: 'message_delta', delta: { stop_reason: 'tool_use' } },
      { type: 'message_stop' },
    ]);
    expect(blocks).toEqual([
      { type: 'thinking', thinking: 'hm', signature: 'sig' },
      { type: 'text', text: 'It rains.', citations: [{ type: 'x' }] },
      { type: 'tool_use', id: 'a', name: 'tool', input: { a: [1] } },
    ]);
    expect([stopReason, brokenCalls]).toEqual(['tool_use', []]);
  });

  test('a call without input has an empty one; one whose input is no JSON is broken', () => {
    const { blocks, brokenCalls } = built([
      start({ type: 'tool_use', id: 'a', name: 'tool', input: {} }),
      stop,
      start({ type: 'tool_use', id: 'b', name: 'tool', input: {} }),
      delta({ type: 'input_json_delta', partial_json: '{"a":' }),
      stop,
    ]);
    expect(blocks.map(({ input }) => input)).toEqual([{}, {}]);
    expect(brokenCalls).toEqual(['b']);
  });

  test('blocks, deltas and events that are not known change nothing of the others', () => {
    const odd = [start({ type: 'novel', a: 1 }), delta({ type: 'novel_delta', b: 2 }), stop];
    expect(built([...text('one'), ...odd, { type: 'novel_event' }, ...text('two')]).blocks).toEqual([
      { type: 'text', text: 'one' },
      { type: 'novel', a: 1 },
      { type: 'text', text: 'two' },
    ]);
  });

  test('whatever comes, it does not throw', () => {
    const anyEvent = fc.record({
      type: fc.constantFrom('content_block_start', 'content_block_delta', 'content_block_stop', 'message_delta'),
      content_block: fc.anything(),
      delta: fc.anything(),
    });
    fc.assert(fc.property(fc.array(anyEvent), (events) => void built(events)));
  });
});

describe('of a reply that broke off', () => {
  test('begun text stays, begun thinking and a begun call go', () => {
    const message = (events: readonly Event[]) => assistantMessageOf(built(events))?.content;
    expect(message([...text('one'), start({ type: 'text', text: 'tw' })])).toEqual([
      { type: 'text', text: 'one' },
      { type: 'text', text: 'tw' },
    ]);
    expect(message([...text('one'), start({ type: 'thinking', thinking: 'h' })])).toEqual([
      { type: 'text', text: 'one' },
    ]);
    expect(message([...text('one'), start({ type: 'tool_use', id: 'a', name: 't', input: {} })])).toEqual([
      { type: 'text', text: 'one' },
    ]);
  });

  test('thinking alone is nothing to go on from', () => {
    const thought = [start({ type: 'thinking', thinking: 'h', signature: 's' }), stop];
    expect(assistantMessageOf(built([...thought, start({ type: 'text', text: ' ' })]))).toBeUndefined();
  });

  test('white space stays only where thinking that follows is bound to it', () => {
    const thought = [start({ type: 'thinking', thinking: 'h', signature: 's' }), stop];
    expect(assistantMessageOf(built([...text(' '), ...thought, ...text('a'), ...text('\n')]))?.content).toEqual([
      { type: 'text', text: ' ' },
      { type: 'thinking', thinking: 'h', signature: 's' },
      { type: 'text', text: 'a' },
    ]);
  });
});
