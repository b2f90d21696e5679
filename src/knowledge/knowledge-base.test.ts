import { describe, expect, test } from 'vitest';
import { KnowledgeBase, type TurnEnding } from './knowledge-base.ts';

const usage = { inputTokens: 10, outputTokens: 5, cacheReadTokens: 900, cacheWriteTokens: 90 };

function setUp() {
  let count = 0;
  const base = new KnowledgeBase({ createId: () => `c${++count}` });
  const begin = (
    hashes: readonly string[],
    more: { nowMs?: number; prefixBytes?: number; controlShare?: number } = {},
  ) =>
    base.begin(
      { hashes, scope: '', answeredCallIds: [] },
      { nowMs: 0, prefixBytes: 4000, controlShare: 0, requestedModel: 'claude-sonnet-5-5', ...more },
    );
  const ending = (more: Partial<TurnEnding> = {}): TurnEnding => ({
    complete: true,
    nowMs: 0,
    model: 'claude-haiku-5-5',
    replyCallIds: [],
    ...more,
  });
  return { begin, ending };
}

describe('what is known of a turn', () => {
  test('the size of the context is the last real one, grown with the bytes', () => {
    const { begin, ending } = setUp();
    const first = begin(['a']);
    expect(first.knowledge.contextTokens).toBeUndefined();
    first.end(ending({ usage }));
    expect(begin(['a', 'b', 'c'], { prefixBytes: 8000 }).knowledge.contextTokens).toBe(2000);
  });

  test('tokens measured by a model with the other tokenizer are converted', () => {
    const { begin, ending } = setUp();
    begin(['a']).end(ending({ usage, model: 'claude-haiku-4-5' }));
    expect(begin(['a', 'b', 'c']).knowledge.contextTokens).toBe(1300);
  });

  test('the fit of a tier stays as it was at its first use in the conversation', () => {
    const { begin, ending } = setUp();
    const memory = { thinking: 'adaptive', effort: { level: 'low' } } as const;
    begin(['a']).end(ending({ fit: { tier: 'execution', memory } }));
    begin(['a', 'b', 'c']).end(
      ending({ fit: { tier: 'execution', memory: { thinking: 'omitted', effort: 'omitted' } } }),
    );
    expect(begin(['a', 'b', 'c', 'd', 'e']).knowledge.fits).toEqual({ execution: memory });
    expect(begin(['other']).knowledge.fits).toEqual({});
  });

  test('a model that answered 429 is limited for as long as upstream said', () => {
    const { begin, ending } = setUp();
    begin(['a']).end(ending({ complete: false, status: 429, retryAfterSeconds: 3, nowMs: 1000 }));
    expect(begin(['b'], { nowMs: 3999 }).knowledge.rateLimitedModels).toEqual(['claude-haiku-5-5']);
    expect(begin(['c'], { nowMs: 4000 }).knowledge.rateLimitedModels).toEqual([]);
  });

  test('about the wanted share of conversations is control, and a conversation stays on its side', () => {
    const { begin } = setUp();
    const isControl = (name: string, controlShare: number) => begin([name], { controlShare }).knowledge.control;
    const names = Array.from({ length: 2000 }, (_, index) => `conversation ${index}`);
    const chosen = names.filter((name) => isControl(name, 0.05));
    expect(chosen.length).toBeGreaterThan(60);
    expect(chosen.length).toBeLessThan(140);
    expect(chosen.every((name) => isControl(name, 0.05) && isControl(name, 0.1))).toBe(true);
    expect(names.some((name) => isControl(name, 0))).toBe(false);
  });
});
