import type { LanguageModelV4StreamPart } from '@ai-sdk/provider';
import { describe, expect, test } from 'vitest';
import { ReplyDraft } from './reply-draft.ts';

type Part = LanguageModelV4StreamPart;

function draftOf(parts: readonly Part[]): ReplyDraft {
  const draft = new ReplyDraft();
  for (const part of parts) draft.take(part);
  return draft;
}

const usage = {
  inputTokens: { total: 10, noCache: 10, cacheRead: 0, cacheWrite: 0 },
  outputTokens: { total: 2, text: 2, reasoning: 0 },
};

function finish(unified: Extract<Part, { type: 'finish' }>['finishReason']['unified'], raw?: string): Part {
  return { type: 'finish', usage, finishReason: { unified, raw } };
}

const begunCall: Part = { type: 'tool-input-start', id: 't1', toolName: 'find' };
const wholeCall: Part = { type: 'tool-call', toolCallId: 't1', toolName: 'find', input: '{"q":1}' };
const serverCall: Part = { ...wholeCall, toolCallId: 's1', toolName: 'web_search', providerExecuted: true };
const text: Part = { type: 'text-delta', id: '0', delta: 'abc' };

describe('how far a reply has come', () => {
  test.each<readonly [string, readonly Part[], object]>([
    ['nothing', [], { pieces: 0, hasContent: false, calls: 0, textCharacters: 0, finished: false }],
    ['the beginning alone is no content', [{ type: 'stream-start', warnings: [] }], { pieces: 1, hasContent: false }],
    ['a ping is nothing', [{ type: 'ping' }], { pieces: 0, hasContent: false }],
    ['thinking is content', [{ type: 'reasoning-start', id: '0' }], { hasContent: true, textCharacters: 0 }],
    ['text', [text, text], { hasContent: true, textCharacters: 6 }],
    ['a call counts from its beginning, and once', [begunCall, wholeCall], { calls: 1 }],
    ['a call without a beginning counts too', [wholeCall], { calls: 1 }],
    ['a call of the provider’s is none of the caller’s', [serverCall], { calls: 0, hasContent: true }],
    ['the end', [text, finish('stop')], { finished: true }],
    [
      'an error',
      [{ type: 'error', error: { type: 'overloaded_error', message: '' } }],
      { errorType: 'overloaded_error' },
    ],
    ['an error that was thrown', [{ type: 'error', error: new TypeError('x') }], { errorType: 'TypeError' }],
  ])('%s', (_title, parts, progress) => {
    expect(draftOf(parts).progress()).toMatchObject(progress);
  });
});

describe('what a reply says', () => {
  test('text and calls with their inputs', () => {
    expect(draftOf([text, wholeCall, finish('tool-calls', 'tool_use')]).content()).toEqual({
      text: 'abc',
      toolCalls: [{ name: 'find', input: { q: 1 } }],
      otherBlocks: 0,
      endsInCall: true,
      stopReason: 'tool_use',
    });
  });

  test('an input that is no JSON is none; an empty one is an empty object', () => {
    const inputs = ['{"q":', ' '].map((input): Part => ({ ...wholeCall, input }));
    expect(draftOf(inputs).content().toolCalls).toEqual([{ name: 'find' }, { name: 'find', input: {} }]);
  });

  test('a reply that was cut within a call ends in it', () => {
    expect(draftOf([text, begunCall, finish('length', 'max_tokens')]).content()).toMatchObject({
      ...{ toolCalls: [], endsInCall: true, stopReason: 'max_tokens' },
    });
  });

  test.each([
    ['stop', 'end_turn'],
    ['tool-calls', 'tool_use'],
    ['length', 'max_tokens'],
    ['content-filter', 'refusal'],
    ['other', undefined],
  ] as const)('an end that another provider calls %s is %s', (unified, stopReason) => {
    expect(draftOf([finish(unified, 'SOME_WORD')]).content().stopReason).toBe(stopReason);
  });
});

test('the facts hold what is recorded, and no model that nobody can price', () => {
  const metadata: Part = { type: 'response-metadata', id: 'm1', modelId: 'claude-haiku-5-5' };
  expect(draftOf([metadata, wholeCall, finish('tool-calls', 'tool_use')]).facts()).toEqual({
    toolCalls: [{ id: 't1', name: 'find' }],
    complete: true,
    usage: { inputTokens: 10, outputTokens: 2, cacheReadTokens: 0, cacheWriteTokens: 0, thinkingTokens: 0 },
    stopReason: 'tool_use',
    messageId: 'm1',
    model: 'claude-haiku-5-5',
  });
  expect(draftOf([{ ...metadata, modelId: 'gpt-6-2026-08-07' }, text]).facts()).toEqual({
    ...{ toolCalls: [], complete: false, messageId: 'm1' },
  });
});
