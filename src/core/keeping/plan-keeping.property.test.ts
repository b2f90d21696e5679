import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pingEveryMs } from './bucket.ts';
import { accounts, keepLimits, models, roomy, situations, sonnetPrices } from './keeping.fixture.ts';
import type { KeepAccount, KeepLimits } from './limits.ts';
import { newPace } from './pace.ts';
import { type KeepingPlan, planKeeping } from './plan-keeping.ts';
import { priorModel } from './prior.ts';
import type { Count, ReturnModel } from './return-model.ts';
import type { Situation } from './situation.ts';

interface Whole {
  readonly situation: Situation;
  readonly model: ReturnModel;
  readonly limits: KeepLimits;
  readonly account: KeepAccount;
  readonly prices?: typeof sonnetPrices;
}

/** The pings of a wait in which nobody ever comes, and the plan that ended it. */
function waitThrough({ situation, model, limits, account, prices = sonnetPrices }: Whole) {
  let spent = 0;
  for (let sentPings = 0; ; sentPings += 1) {
    const idleMs = (sentPings + 1) * pingEveryMs;
    const now = { ...account, extraNanoUsd: account.extraNanoUsd + spent, todayNanoUsd: account.todayNanoUsd + spent };
    const plan: KeepingPlan = planKeeping({ situation, sentPings, idleMs, prices, account: now }, model, limits);
    if (!plan.ping || sentPings > 60) return { pings: sentPings, spent, plan };
    spent += plan.pingNanoUsd;
  }
}

const wholes = fc.record({ situation: situations, model: models, limits: keepLimits, account: accounts });

/** Nobody was ever seen to return. */
function withoutReturns(model: ReturnModel): ReturnModel {
  const never: readonly Count[] = model.base.tool_use.map(() => ({ seen: 0, of: 1e12 }));
  return { ...model, base: { tool_use: never, end_turn: never, other: never, subagent: never } };
}

describe('pings', () => {
  it('never exceed any limit', () => {
    fc.assert(
      fc.property(wholes, (whole) => {
        const { pings, spent } = waitThrough(whole);
        const { limits, account } = whole;
        if (pings === 0) return;
        expect(pings).toBeLessThanOrEqual(limits.maxPings);
        expect(pings * pingEveryMs).toBeLessThanOrEqual(limits.maxIdleMinutes * 60_000);
        expect(account.extraNanoUsd + spent).toBeLessThanOrEqual(
          (account.baselineNanoUsd * limits.maxExtraPercent) / 100,
        );
        expect(account.todayNanoUsd + spent).toBeLessThanOrEqual(limits.usdPerDay * 1e9);
      }),
    );
  });

  it('are never fewer when writing costs more, all else being equal', () => {
    fc.assert(
      fc.property(wholes, fc.nat(10_000_000), (whole, more) => {
        const dearer = { ...sonnetPrices, cacheWrite5mPicoUsd: sonnetPrices.cacheWrite5mPicoUsd + more };
        expect(waitThrough({ ...whole, prices: dearer }).pings).toBeGreaterThanOrEqual(waitThrough(whole).pings);
      }),
    );
  });

  it('are never more when reading costs more, all else being equal', () => {
    fc.assert(
      fc.property(wholes, fc.nat(2_000_000), (whole, more) => {
        const dearer = { ...sonnetPrices, cacheReadPicoUsd: sonnetPrices.cacheReadPicoUsd + more };
        expect(waitThrough({ ...whole, prices: dearer }).pings).toBeLessThanOrEqual(waitThrough(whole).pings);
      }),
    );
  });

  it('are none where nobody ever returns', () => {
    fc.assert(
      fc.property(wholes, (whole) => {
        const situation = { ...whole.situation, pace: newPace };
        expect(waitThrough({ ...whole, ...roomy, situation, model: withoutReturns(whole.model) }).pings).toBe(0);
      }),
    );
  });

  it('are all that the limits allow where they are free and a return is possible', () => {
    const free = { ...sonnetPrices, cacheReadPicoUsd: 0 };
    fc.assert(
      fc.property(wholes, (whole) => {
        fc.pre(whole.situation.prefixTokens > 0);
        const { limits } = whole;
        const account = roomy.account;
        const { pings } = waitThrough({ ...whole, account, prices: free });
        const allowed = Math.min(limits.maxPings, Math.floor((limits.maxIdleMinutes * 60_000) / pingEveryMs));
        expect(pings).toBe(allowed);
      }),
    );
  });

  it('are planned without a throw, alike for the same input', () => {
    fc.assert(
      fc.property(wholes, (whole) => {
        expect(waitThrough(whole)).toEqual(waitThrough(whole));
      }),
    );
  });

  it('start from a prior under which they pay', () => {
    const situation: Situation = { ending: 'end_turn', prefixTokens: 150_000, pace: newPace };
    expect(waitThrough({ ...roomy, situation, model: priorModel }).pings).toBeGreaterThan(0);
  });
});
