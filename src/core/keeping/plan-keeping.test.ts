import { describe, expect, it } from 'vitest';
import { roomy, sonnetPrices } from './keeping.fixture.ts';
import { type Ending, newPace } from './pace.ts';
import { type IdleCache, planKeeping } from './plan-keeping.ts';
import { priorModel } from './prior.ts';

function idleAfter(ending: Ending, change: Partial<IdleCache> = {}): IdleCache {
  const situation = { ending, prefixTokens: 100_000, pace: newPace };
  return { situation, sentPings: 0, idleMs: 285_000, prices: sonnetPrices, account: roomy.account, ...change };
}

describe('planKeeping', () => {
  it('tells what a line needs: how long idle, how likely a return, what a ping and a rewrite cost', () => {
    expect(planKeeping(idleAfter('tool_use'), priorModel, roomy.limits)).toMatchObject({
      ping: true,
      reason: 'pays',
      idleMs: 285_000,
      returnProbability: expect.closeTo(0.35, 1),
      keptShare: expect.closeTo(0.92, 1),
      pingNanoUsd: 10_000_000,
      rewriteNanoUsd: 240_000_000,
      allowedPings: 12,
      modelVersion: 'traces-2026-11-25',
    });
  });

  it('lets a subagent go: nobody answers its last word', () => {
    expect(planKeeping(idleAfter('subagent'), priorModel, roomy.limits).ping).toBe(false);
  });

  it('gives up after a few pings, sooner where a read costs a twelfth of a write than where it costs a 25th', () => {
    const sonnet45 = { ...sonnetPrices, cacheWrite5mPicoUsd: 3_750_000, cacheReadPicoUsd: 300_000 };
    const pingsAt = (prices: typeof sonnetPrices): number => {
      let sentPings = 0;
      while (planKeeping(idleAfter('tool_use', { sentPings, prices }), priorModel, roomy.limits).ping) sentPings += 1;
      return sentPings;
    };
    expect(pingsAt(sonnet45)).toBeGreaterThanOrEqual(2);
    expect(pingsAt(sonnet45)).toBeLessThan(pingsAt(sonnetPrices));
  });

  it.each([
    ['max_pings', { sentPings: 2 }, { maxPings: 2 }],
    ['max_idle', { idleMs: 1_140_000 }, { maxIdleMinutes: 18 }],
    ['account', { account: { ...roomy.account, baselineNanoUsd: 99_000_000 } }, {}],
    ['day', { account: { ...roomy.account, todayNanoUsd: 4_995_000_000 } }, {}],
  ] as const)('names the bound that forbids a ping which would pay: %s', (reason, change, limits) => {
    const plan = planKeeping(idleAfter('tool_use', change), priorModel, { ...roomy.limits, ...limits });
    expect(plan).toMatchObject({ ping: false, reason, allowedPings: 0 });
    expect(plan.gainNanoUsd).toBeGreaterThan(0);
  });

  it('may risk again what earlier pings have earned', () => {
    const account = { baselineNanoUsd: 100_000_000, extraNanoUsd: -240_000_000, todayNanoUsd: 30_000_000 };
    expect(planKeeping(idleAfter('tool_use', { account }), priorModel, roomy.limits)).toMatchObject({
      ping: true,
      allowedPings: 12,
    });
  });
});
