import { describe, expect, it } from 'vitest';
import type { Json } from '../core/index.ts';
import { createTurnReader } from './read-turn.ts';
import { codingRequest, readRequest, requestOf } from './request.fixture.ts';

describe('reading a coding request', () => {
  const { turn, breakpoints, chain, layout } = readRequest(codingRequest, {
    'anthropic-version': '2023-06-01',
    'anthropic-beta': 'effort-2025-11-24, context-management-2025-06-27',
    'user-agent': 'claude-cli/2.1.330 (external, cli)',
  });

  it('reads its settings', () => {
    expect(turn.requestedModel).toBe('claude-opus-5-5');
    expect(turn.settings).toEqual({
      apiVersion: '2023-06-01',
      betas: ['effort-2025-11-24', 'context-management-2025-06-27'],
      stream: true,
      maxTokens: 32000,
      thinking: { type: 'adaptive', display: 'omitted', blockBinding: false },
      effort: 'medium',
      outputFormat: false,
      fallbackList: false,
      contextEdits: [],
      container: false,
    });
  });

  it('knows its transcript without parsing it whole', () => {
    const size = (value: Json) => Buffer.byteLength(JSON.stringify(value));
    expect(turn.transcript).toEqual({
      messageCount: 4,
      assistantMessages: 1,
      systemMessages: true,
      effortInHistory: true,
      prefill: false,
      tools: { count: 2, names: ['Read', 'Bash'], serverTypes: [], readOnly: [] },
      prefixBytes: size(codingRequest.tools) + size(codingRequest.system) + size(codingRequest.messages),
      breakpoints: true,
    });
    expect(chain.hashes).toHaveLength(4);
    expect(layout.messages?.map((message) => message.blocks)).toEqual([2, 1, 4, 2]);
  });

  it('finds its breakpoints', () => {
    expect(breakpoints).toEqual([
      { at: 'system', ttl: '1h' },
      { at: { message: 3 }, ttl: '5m' },
    ]);
  });
});

describe('what a request sets', () => {
  const settingsOf = (more: { readonly [key: string]: Json }) => readRequest(requestOf([], more)).turn.settings;

  it.each<[{ readonly [key: string]: Json }, object]>([
    [
      { thinking: { type: 'enabled', budget_tokens: 1024 } },
      { thinking: { type: 'enabled', budgetTokens: 1024, blockBinding: false } },
    ],
    [{ thinking: { type: 'adaptive', block_binding: {} } }, { thinking: { type: 'adaptive', blockBinding: true } }],
    [
      { temperature: 1, top_p: 0.9, top_k: 5 },
      { temperature: 1, topP: 0.9, topK: 5 },
    ],
    [{ tool_choice: { type: 'tool', name: 'a' } }, { toolChoice: { type: 'tool', name: 'a' } }],
    [{ output_config: { format: { type: 'json_schema', schema: {} } } }, { outputFormat: true }],
    [{ output_format: { type: 'json_schema', schema: {} } }, { outputFormat: true }],
    [{ output_format: null }, { outputFormat: false }],
    [
      { speed: 'fast', inference_geo: 'us' },
      { speed: 'fast', inferenceGeo: 'us' },
    ],
    [{ fallbacks: [{ model: 'm' }] }, { fallbackList: true }],
    [{ fallbacks: 'default' }, { fallbackList: false }],
    [
      { context_management: { edits: [{ type: 'clear_thinking_20251015' }, {}] } },
      { contextEdits: ['clear_thinking_20251015'] },
    ],
    [{ container: 'container_1' }, { container: true }],
    [{ container: null }, { container: false }],
    [{ thread: { type: 'create' } }, { thread: { type: 'create' } }],
    [
      { thread: { type: 'continue', previous_message_id: 'msg_1' } },
      { thread: { type: 'continue', previousMessageId: 'msg_1' } },
    ],
    [{ stream: false }, { stream: false }],
  ])('reads %j', (sent, settings) => {
    expect(settingsOf(sent)).toMatchObject(settings);
  });

  it('leaves out what has another shape than the API’s', () => {
    const odd = settingsOf({
      max_tokens: '10',
      thinking: 'on',
      speed: 3,
      tool_choice: [],
      thread: null,
      output_config: 'x',
    });
    expect(odd).toEqual({
      betas: [],
      stream: false,
      outputFormat: false,
      fallbackList: false,
      contextEdits: [],
      container: false,
    });
  });

  it('takes the last of a key that stands twice', () => {
    expect(readRequest('{"model":"a","messages":[],"model":"b"}').turn.requestedModel).toBe('b');
  });
});

describe('breakpoints', () => {
  const marked = { cache_control: { type: 'ephemeral' } };
  it('are found at tools, in nested content and at the top', () => {
    const nested: Json = { type: 'tool_result', tool_use_id: 't', content: [{ type: 'text', text: 'x', ...marked }] };
    const { breakpoints } = readRequest(
      requestOf([{ role: 'user', content: [nested] }], { ...marked, tools: [{ name: 'a', ...marked }], system: 'x' }),
    );
    expect(breakpoints.map((breakpoint) => breakpoint.at)).toEqual(['tools', { message: 0 }, 'automatic']);
  });

  it('are no tool inputs of that name, and none that are null', () => {
    const call: Json = { type: 'tool_use', id: 't', name: 'n', input: { cache_control: { type: 'ephemeral' } } };
    const unset: Json = { type: 'text', text: 'x', cache_control: null };
    const { turn, breakpoints } = readRequest(requestOf([{ role: 'assistant', content: [call, unset] }]));
    expect(breakpoints).toEqual([]);
    expect(turn.transcript.breakpoints).toBe(false);
  });
});

describe('effort in the history', () => {
  it.each<[boolean, Json]>([
    [true, { role: 'system', content: [], output_config: { effort: 'low' } }],
    [false, { role: 'system', content: [], output_config: { effort: null } }],
    [false, { role: 'user', content: 'hi', output_config: { effort: 'low' } }],
  ])('is %s for %j', (expected, message) => {
    expect(readRequest(requestOf([message])).turn.transcript.effortInHistory).toBe(expected);
  });
});

describe('a body that is no turn', () => {
  it.each([
    ['not_a_json_object', 'hello'],
    ['not_a_json_object', '{"model":"a","messages":['],
    ['no_model', '{"messages":[]}'],
    ['no_model', '{"model":7,"messages":[]}'],
    ['no_messages', '{"model":"a","input":[]}'],
    ['no_messages', '{"model":"a","messages":"hi"}'],
    ['bad_message', '{"model":"a","messages":["hi"]}'],
    ['bad_message', '{"model":"a","messages":[{"content":"hi"}]}'],
  ])('is unreadable, %s: %s', (why, text) => {
    const reader = createTurnReader({ salt: '' });
    expect(reader.read({ body: Buffer.from(text), header: () => undefined })).toEqual({ kind: 'unreadable', why });
  });
});

describe('a reader', () => {
  it('reads the next turn of a transcript as it would read it alone', () => {
    const reader = createTurnReader({ salt: 'salt' });
    readRequest({ ...codingRequest, messages: codingRequest.messages.slice(0, 2) }, {}, reader);
    expect(readRequest(codingRequest, {}, reader)).toEqual(readRequest(codingRequest));
  });

  it('tells transcripts of two credentials apart', () => {
    const one = readRequest(codingRequest, { 'x-api-key': 'a' });
    const other = readRequest(codingRequest, { 'x-api-key': 'b' });
    expect(one.chain.root).not.toBe(other.chain.root);
    expect(one.chain.hashes).not.toEqual(other.chain.hashes);
  });

  it('reads lists of any length', () => {
    const count = 130_000;
    const many = (text: string) => Array.from({ length: count }, () => text).join(',');
    const blocks = many('{"cache_control":{}}');
    const read = readRequest(`{"model":"m","messages":[{"role":"assistant","content":[${blocks}]}]}`);
    expect(read.breakpoints).toHaveLength(count);
    const reader = createTurnReader({ salt: 'salt', chainBytes: 1024 ** 3 });
    const messages = `{"model":"m","messages":[${many('{"role":"user","content":[]}')}]}`;
    readRequest(messages, {}, reader);
    expect(readRequest(messages, {}, reader).turn.transcript.messageCount).toBe(count);
  });
});
