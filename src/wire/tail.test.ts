import { describe, expect, it } from 'vitest';
import type { Json } from '../core/index.ts';
import { codingRequest, readRequest, requestOf } from './request.fixture.ts';

const tailOf = (...messages: Json[]) => readRequest(requestOf(messages)).turn.tail;

const ask: Json = { role: 'user', content: 'Do it' };
const calls = (...names: string[]): Json => ({
  role: 'assistant',
  content: names.map((name) => ({ type: 'tool_use', id: `id_${name}`, name, input: { of: name } })),
});
const results = (...names: string[]): Json => ({
  role: 'user',
  content: names.map((name) => ({ type: 'tool_result', tool_use_id: `id_${name}`, content: `result of ${name}` })),
});
const assistant = (...content: Json[]): Json => ({ role: 'assistant', content });

describe('the tail of a coding turn', () => {
  it('joins the last calls with their results', () => {
    expect(readRequest(codingRequest).turn.tail).toEqual({
      calls: [
        {
          id: 'toolu_1',
          name: 'Read',
          input: { file_path: '/srv/app/ä.ts' },
          result: { isError: false, text: 'const ä = "1"' },
        },
        {
          id: 'toolu_2',
          name: 'Bash',
          input: { command: 'git status', description: 'Status' },
          result: { isError: true, text: 'fatal:\nno repository' },
        },
      ],
      recentCalls: readRequest(codingRequest).turn.tail.calls,
      resultCount: 2,
      userTexts: [],
      otherUserBlocks: 0,
      serverToolLoop: false,
      boundToModel: false,
    });
  });
});

describe('the tail', () => {
  it('is everything when no assistant has spoken', () => {
    expect(tailOf(ask, { role: 'user', content: [{ type: 'text', text: 'now' }] })).toMatchObject({
      calls: [],
      recentCalls: [],
      resultCount: 0,
      userTexts: ['Do it', 'now'],
    });
  });

  it('leaves a call without a result where the client sent none', () => {
    const { calls: found, resultCount } = tailOf(ask, calls('a', 'b'), results('b'));
    expect(found.map((call) => call.result?.text)).toEqual([undefined, 'result of b']);
    expect(resultCount).toBe(1);
  });

  it('counts a result that joins no call', () => {
    expect(tailOf(ask, results('lost'))).toMatchObject({ calls: [], resultCount: 1 });
  });

  it('does not take system messages for a user', () => {
    const note: Json = { role: 'system', content: [{ type: 'text', text: 'It is late.' }] };
    expect(tailOf(ask, calls('a'), results('a'), note).userTexts).toEqual([]);
  });

  it('keeps what a user wrote beside results, and counts what is no text', () => {
    const image: Json = { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'AAAA' } };
    const beside: Json = { role: 'user', content: [{ type: 'text', text: 'Stop\nthere "now"' }, image] };
    expect(tailOf(ask, calls('a'), results('a'), beside)).toMatchObject({
      userTexts: ['Stop\nthere "now"'],
      otherUserBlocks: 1,
      resultCount: 1,
    });
  });

  it('takes the calls of consecutive assistant messages together', () => {
    const { calls: found } = tailOf(ask, calls('a'), calls('b'), results('a', 'b'));
    expect(found.map((call) => [call.name, call.result?.text])).toEqual([
      ['a', 'result of a'],
      ['b', 'result of b'],
    ]);
  });

  it('is empty behind a prefill', () => {
    const prefill = assistant({ type: 'text', text: 'Once' });
    expect(tailOf(ask, prefill)).toMatchObject({ calls: [], resultCount: 0, userTexts: [] });
    expect(readRequest(requestOf([ask, prefill])).turn.transcript.prefill).toBe(true);
  });

  it('reads a result without content as empty text', () => {
    const bare: Json = { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'id_a' }] };
    expect(tailOf(ask, calls('a'), bare).calls[0]?.result).toEqual({ isError: false, text: '' });
  });
});

describe('a long result', () => {
  it('is told whole', () => {
    const lines = 'a "line"\n'.repeat(500);
    const long: Json = { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'id_a', content: lines }] };
    const [call] = tailOf(ask, calls('a'), long).calls;
    expect(call).toMatchObject({ id: 'id_a', name: 'a', input: { of: 'a' }, result: { isError: false, text: lines } });
  });
});

describe('the last calls', () => {
  it('are at most six, oldest first, across messages', () => {
    const turns = ['a', 'b', 'c', 'd', 'e'].flatMap((name) => [calls(name), results(name)]);
    const { recentCalls } = tailOf(ask, ...turns, calls('f', 'g'), results('f', 'g'));
    expect(recentCalls.map((call) => call.name)).toEqual(['b', 'c', 'd', 'e', 'f', 'g']);
  });

  it('are the last six of a message with more', () => {
    const { recentCalls, calls: found } = tailOf(ask, calls('a', 'b', 'c', 'd', 'e', 'f', 'g'));
    expect(recentCalls.map((call) => call.name)).toEqual(['b', 'c', 'd', 'e', 'f', 'g']);
    expect(found).toHaveLength(7);
  });

  it('are found behind messages without calls', () => {
    const talk = assistant({ type: 'text', text: 'Well.' });
    const { recentCalls } = tailOf(ask, calls('a'), results('a'), talk, ask, calls('b'), results('b'));
    expect(recentCalls.map((call) => call.name)).toEqual(['a', 'b']);
  });
});

describe('a loop that is not the client’s', () => {
  const serverCall: Json = { type: 'server_tool_use', id: 'srv_1', name: 'web_search', input: {} };
  const serverResult: Json = { type: 'web_search_tool_result', tool_use_id: 'srv_1', content: [] };
  it.each([
    ['an open server call', true, [serverCall]],
    ['a server call with its result', false, [serverCall, serverResult]],
    [
      'an open call of an MCP connector',
      true,
      [{ type: 'mcp_tool_use', id: 'm', name: 'x', server_name: 's', input: {} }],
    ],
    ['a call of the client', false, [{ type: 'tool_use', id: 't', name: 'n', input: {} }]],
  ])('is under way: %s is %s', (_what, open, content) => {
    expect(tailOf(ask, assistant(...content)).serverToolLoop).toBe(open);
  });

  it.each([
    ['a fallback', true, { type: 'fallback', from: { model: 'a' }, to: { model: 'b' } }],
    ['container output', true, { type: 'bash_code_execution_tool_result', tool_use_id: 's', content: {} }],
    ['an upload to a container', true, { type: 'container_upload', file_id: 'f' }],
    [
      'a call made from a container',
      true,
      { type: 'tool_use', id: 't', name: 'n', input: {}, caller: { type: 'code_execution_20260521', tool_id: 's' } },
    ],
    ['a direct call', false, { type: 'tool_use', id: 't', name: 'n', input: {}, caller: { type: 'direct' } }],
    ['text', false, { type: 'text', text: 'fallback' }],
  ])('is bound to its model: %s is %s', (_what, bound, block) => {
    expect(tailOf(ask, assistant(block)).boundToModel).toBe(bound);
  });

  it('is judged by the last assistant message only', () => {
    expect(tailOf(ask, assistant({ type: 'fallback' }), ask, calls('a')).boundToModel).toBe(false);
  });
});
