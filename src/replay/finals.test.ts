import { describe, expect, test } from 'vitest';
import { tierPairOf } from './accounting/tier-model.ts';
import { discardedFinalTokens, isFinal } from './finals.ts';
import { alwaysExecution } from './policies/fixed.ts';
import { createReplay } from './replay.ts';
import type { RecordedTurn } from './trajectory.ts';

const turn = (more: Partial<RecordedTurn> = {}): RecordedTurn => ({
  atSeconds: 0,
  after: 'tool',
  inputTokens: 1_000,
  outputTokens: 100,
  sharedPrefixTokens: 0,
  simple: true,
  ...more,
});
const closing = turn({ tools: [] });

describe('a reply that ends its loop', () => {
  test.each<[string, Partial<RecordedTurn>, boolean | undefined]>([
    ['says so', { stopReason: 'end_turn' }, true],
    ['calls no tool, where it does not say', { tools: [] }, true],
    ['does not, where it calls one', { tools: ['read'] }, false],
    ['does not, where it says otherwise', { stopReason: 'tool_use', tools: [] }, false],
    ['is unknown where neither is recorded', { stopReason: '' }, undefined],
  ])('%s', (_title, more, expected) => {
    expect(isFinal(turn(more))).toBe(expected);
  });

  test('is discarded where the reasoning tier has the last word, or where it is too long', () => {
    expect(discardedFinalTokens(closing, 'accept')).toBeUndefined();
    expect(discardedFinalTokens(closing, 'reasoning')).toBe(100);
    expect(discardedFinalTokens(closing, { acceptUpToTokens: 60 })).toBe(60);
    expect(discardedFinalTokens(closing, { acceptUpToTokens: 100 })).toBeUndefined();
    expect(discardedFinalTokens(turn({ tools: ['read'] }), 'reasoning')).toBeUndefined();
  });
});

test('a discarded closing text is paid as written, and the reasoning tier’s turn on top', () => {
  const tiers = tierPairOf({
    reasoning: 'claude-sonnet-5-5',
    execution: 'claude-haiku-5-5',
    pricedAtMs: Date.UTC(2026, 10, 20),
  });
  if (typeof tiers === 'string') throw new Error(tiers);
  const usdOf = (finalResponse: 'accept' | 'reasoning' | { readonly acceptUpToTokens: number }) => {
    const replay = createReplay({ tiers, caching: false, policies: [alwaysExecution], finalResponse });
    replay.add({ turns: [turn({ tools: ['read'] }), closing] });
    const { policies } = replay.report();
    return policies['always-execution'];
  };
  // A turn is 1,000 in and 100 out: $0.00015 on Haiku 5.5, $0.003 on Sonnet 5.5; 50 tokens out cost $0.000025 less.
  expect(usdOf('accept')).toMatchObject({ usd: 0.0003, executionTurns: 2, discardedFinals: 0 });
  expect(usdOf('reasoning')).toMatchObject({ usd: 0.0033, executionTurns: 1, discardedFinals: 1 });
  expect(usdOf({ acceptUpToTokens: 50 })).toMatchObject({ usd: 0.003275, executionTurns: 1, discardedFinals: 1 });
});
