import { describe, expect, it } from 'vitest';
import type { Json } from '../core/index.ts';
import { createReplyObserver, type ReplyFacts } from './observe-reply.ts';
import { formatSseEvent } from './sse.ts';

function observe(text: string, stream: boolean, maxBytes?: number): ReplyFacts {
  const observer = createReplyObserver({ stream, ...(maxBytes === undefined ? {} : { maxBytes }) });
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += 7) observer.feed(bytes.subarray(at, at + 7));
  return observer.end();
}

const sse = (...events: { readonly type: string; readonly [key: string]: Json }[]) =>
  events.map((event) => formatSseEvent({ event: event.type, data: JSON.stringify(event) })).join('');
const message = {
  id: 'msg_1',
  type: 'message',
  model: 'claude-haiku-5-5',
  stop_reason: null,
  usage: { input_tokens: 10, cache_read_input_tokens: 500, cache_creation_input_tokens: 0, output_tokens: 1 },
};
const start = { type: 'message_start', message };
const text = { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'I use "tool_use".' } };
const call = {
  type: 'content_block_start',
  index: 1,
  content_block: { type: 'tool_use', id: 'toolu_1', name: 'Read', input: {} },
};
const server = {
  type: 'content_block_start',
  index: 2,
  content_block: { type: 'server_tool_use', id: 's', name: 'web_search', input: { kind: 'tool_use' } },
};
const delta = { type: 'message_delta', delta: { stop_reason: 'tool_use' }, usage: { output_tokens: 42 } };
const stop = { type: 'message_stop' };

describe('observing a stream', () => {
  it('tells what the reply says of itself', () => {
    expect(observe(sse(start, { type: 'ping' }, text, call, server, delta, stop), true)).toEqual({
      usage: { inputTokens: 10, outputTokens: 42, cacheReadTokens: 500, cacheWriteTokens: 0 },
      stopReason: 'tool_use',
      model: 'claude-haiku-5-5',
      messageId: 'msg_1',
      toolCalls: [{ id: 'toolu_1', name: 'Read' }],
      complete: true,
    });
  });

  it('tells what the API says of a missed cache', () => {
    const reason = { type: 'tools_changed', cache_missed_input_tokens: 9_000 };
    const told = { ...message, diagnostics: { cache_miss_reason: reason } };
    const missDiagnosis = { type: 'tools_changed', missedTokens: 9_000 };
    expect(observe(sse({ type: 'message_start', message: told }, delta, stop), true)).toMatchObject({ missDiagnosis });
    const padding = [{ type: 'text', text: 'x'.repeat(3_000) }];
    expect(observe(JSON.stringify({ ...told, content: [] }), false)).toMatchObject({ missDiagnosis });
    expect(observe(JSON.stringify({ ...told, content: padding }), false)).toMatchObject({ missDiagnosis });
    const pending = { ...message, diagnostics: { cache_miss_reason: null } };
    expect(observe(JSON.stringify(pending), false)).not.toHaveProperty('missDiagnosis');
  });

  it('of a cut stream tells what was told until then', () => {
    const facts = observe(sse(start, text).slice(0, -1), true);
    expect(facts).toMatchObject({ messageId: 'msg_1', usage: { inputTokens: 10, outputTokens: 1 }, complete: false });
    expect(facts.stopReason).toBeUndefined();
  });

  it('tells an error that came after the start', () => {
    const error = { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } };
    expect(observe(sse(start, text, error), true)).toMatchObject({
      error: { type: 'overloaded_error', message: 'Overloaded' },
      complete: false,
    });
  });

  it('goes by the type of events that have no name', () => {
    const unnamed = [start, call, delta, stop].map((event) => formatSseEvent({ data: JSON.stringify(event) })).join('');
    expect(observe(unnamed, true)).toEqual(observe(sse(start, call, delta, stop), true));
  });

  it('is not disturbed by events it does not know or cannot parse', () => {
    const odd = 'event: message_delta\ndata: {"usage":\n\nevent: novelty\ndata: {}\n\n: comment\n\n';
    expect(observe(odd + sse(start, delta, stop), true)).toEqual(observe(sse(start, delta, stop), true));
  });

  it('keeps a stop reason that is not told again', () => {
    const later = { type: 'message_delta', delta: { stop_reason: null }, usage: { output_tokens: 43 } };
    expect(observe(sse(start, delta, later, stop), true).stopReason).toBe('tool_use');
  });

  it('takes the last stop reason and the last usage', () => {
    const final = {
      type: 'message_delta',
      delta: { stop_reason: 'end_turn' },
      usage: { output_tokens: 50, input_tokens: 12 },
    };
    expect(observe(sse(start, delta, final, stop), true)).toMatchObject({
      stopReason: 'end_turn',
      usage: { inputTokens: 12, outputTokens: 50, cacheReadTokens: 500 },
    });
  });
});

describe('observing a whole reply', () => {
  const content: Json = [
    { type: 'text', text: '}]"\\' },
    { type: 'tool_use', id: 'toolu_1', name: 'Read', input: { usage: 1 } },
    { type: 'server_tool_use', id: 's', name: 'web_search', input: {} },
  ];
  const reply = JSON.stringify({ ...message, content, stop_reason: 'tool_use' }, undefined, 1);

  it('tells what the reply says of itself', () => {
    expect(observe(reply, false)).toEqual({
      usage: { inputTokens: 10, outputTokens: 1, cacheReadTokens: 500, cacheWriteTokens: 0 },
      stopReason: 'tool_use',
      model: 'claude-haiku-5-5',
      messageId: 'msg_1',
      toolCalls: [{ id: 'toolu_1', name: 'Read' }],
      complete: true,
    });
  });

  it('tells an error', () => {
    const body = '{"type":"error","error":{"type":"rate_limit_error","message":"Slow down"},"request_id":"req_1"}';
    expect(observe(body, false)).toEqual({
      error: { type: 'rate_limit_error', message: 'Slow down' },
      toolCalls: [],
      complete: true,
    });
  });

  it.each([
    ['one that was cut', reply.slice(0, -3)],
    ['none', ''],
    ['a page of HTML', '<html></html>'],
  ])('knows nothing of %s', (_what, body) => {
    expect(observe(body, false)).toEqual({ toolCalls: [], complete: false });
  });

  it('does not take a reply with something behind it for whole', () => {
    expect(observe(`${reply}x`, false).complete).toBe(false);
  });

  it('does not read one larger than it keeps', () => {
    expect(observe(reply, false, 100)).toEqual({ toolCalls: [], complete: false });
  });

  it('reads one that is too long to be parsed whole as it reads a short one', () => {
    for (const text of [reply, `${reply}x`, '[]', '{"type":"error","error":{"type":"api_error"}}', '{"content":7}']) {
      expect(observe(' '.repeat(10_000) + text, false)).toEqual(observe(text, false));
    }
  });
});
