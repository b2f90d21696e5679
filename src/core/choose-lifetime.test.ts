import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Economy, emptyAccount, noStatistics, withArrival } from './choice/index.ts';
import { decide, fittedTo } from './decide.ts';
import { noKnowledge } from './knowledge.ts';
import { call, policyOf, toolTurn } from './turn.fixture.ts';

const turn = toolTurn([call('weather_tool')]);
const policy = policyOf();
const hour = { kind: 'cache_ttl', ttl: '1h', because: 'cacheTtl: auto' };

/** A conversation that has been left for eight minutes ten times. */
const left = Array.from({ length: 10 }).reduce<typeof noStatistics>(
  (statistics) =>
    withArrival(statistics, {
      ...{ simple: true, previousWasSimple: true, gapSeconds: 480, promptTokens: 51_000 },
      ...{ previousPromptTokens: 50_000, sharedTokens: 50_000 },
    }),
  noStatistics,
);
const economy: Economy = {
  atMs: Date.UTC(2026, 10, 20),
  promptTokens: 50_000,
  caching: true,
  ttl: '5m',
  conversation: left,
  pooled: () => [],
  statisticsVersion: 'prior',
  account: { routedNanoUsd: 5_000_000_000, baselineNanoUsd: 5_000_000_000 },
  baselineOf: () => ({ cachedTokens: 0 }),
  cacheOf: () => ({ cachedTokens: 0 }),
  lifetime: { ttl: '5m', hasLapsed: true, gapSeconds: 480, extraNanoUsd: 0 },
};
const decided = (more: Partial<Economy>) => decide(turn, policy, { ...noKnowledge, economy: { ...economy, ...more } });

describe('a decision with a lifetime to choose', () => {
  test('asks for an hour where that is expected to pay, on whichever tier, and quotes writes at that price', () => {
    const { edits, quotes, arithmetic } = decided({});
    expect(edits).toContainEqual(hour);
    expect(arithmetic?.terms.ttl).toBe('1h');
    const { lifetime: _none, ...plain } = economy;
    const asked = decide(turn, policy, { ...noKnowledge, economy: plain });
    const dearer = 50_000 * (4_000 - 2_500);
    expect(quotes[0]?.costNanoUsd).toBe((asked.quotes[0]?.costNanoUsd ?? 0) + dearer);
    const on = { turn, policy, knowledge: { ...noKnowledge, economy } };
    expect(fittedTo('reasoning', on).edits).toContainEqual(hour);
    expect(fittedTo('execution', on).edits).toContainEqual(hour);
  });

  test('leaves the request as it is where it does not pay, or no one is to choose', () => {
    expect(
      decided({ conversation: noStatistics, lifetime: { ttl: '5m', hasLapsed: false, extraNanoUsd: 0 } }).edits,
    ).not.toContainEqual(hour);
    expect(decided({ account: emptyAccount }).edits).not.toContainEqual(hour);
    const { lifetime: _none, ...plain } = economy;
    expect(decide(turn, policy, { ...noKnowledge, economy: plain }).edits).not.toContainEqual(hour);
  });

  test('goes on asking for what it asked for while the reasoning model’s cache can be read', () => {
    const warm = { cacheOf: () => ({ cachedTokens: 40_000, ageSeconds: 20 }) };
    expect(decided(warm).edits).not.toContainEqual(hour);
    const hourly = { ttl: '1h', hasLapsed: true, extraNanoUsd: 9e12 } as const;
    expect(decided({ ...warm, conversation: noStatistics, lifetime: hourly }).edits).toContainEqual(hour);
  });

  test('never edits what is answered as asked', () => {
    const unmanaged = policyOf({ manage: [] });
    expect(decide(turn, unmanaged, { ...noKnowledge, economy }).edits).toEqual([]);
  });

  test('never beyond a fifth of what the conversation has cost, whatever its past', () => {
    const past = fc.record({ routedNanoUsd: fc.nat(2e9), extraNanoUsd: fc.integer({ min: -1e9, max: 1e9 }) });
    fc.assert(
      fc.property(past, fc.integer({ min: 1_000, max: 900_000 }), ({ routedNanoUsd, extraNanoUsd }, promptTokens) => {
        const account = { routedNanoUsd, baselineNanoUsd: routedNanoUsd };
        const lifetime = { ttl: '5m', hasLapsed: true, gapSeconds: 480, extraNanoUsd } as const;
        const { edits } = decided({ account, lifetime, promptTokens });
        const after = extraNanoUsd + promptTokens * 1_500;
        const isHourly = edits.some(({ kind }) => kind === 'cache_ttl');
        expect(!isHourly || after <= 0.2 * (routedNanoUsd + promptTokens * 2_500)).toBe(true);
      }),
    );
  });
});
