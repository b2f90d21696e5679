import fc from 'fast-check';
import type { KeepAccount, KeepLimits } from './limits.ts';
import { observe } from './observe.ts';
import { endings, newPace, type Pace, pacedBy } from './pace.ts';
import { priorModel } from './prior.ts';
import type { ReturnModel } from './return-model.ts';
import type { Situation } from './situation.ts';

/** Sonnet 5.5's list prices, in pico-dollars a token. */
export const sonnetPrices = {
  inputPicoUsd: 2_000_000,
  outputPicoUsd: 10_000_000,
  cacheWrite5mPicoUsd: 2_500_000,
  cacheWrite1hPicoUsd: 4_000_000,
  cacheReadPicoUsd: 100_000,
};

/** Nothing binds, in a conversation that has cost ten dollars. */
export const roomy: { readonly account: KeepAccount; readonly limits: KeepLimits } = {
  account: { baselineNanoUsd: 10_000_000_000, extraNanoUsd: 0, todayNanoUsd: 0 },
  limits: { maxPings: 12, maxIdleMinutes: 70, maxExtraPercent: 10, usdPerDay: 5 },
};

const ending = fc.constantFrom(...endings);
const gapMs = fc.oneof(fc.nat(300_000), fc.nat(4_000_000), fc.nat(100_000_000));

/** Any pace that gaps can have made. */
export const paces: fc.Arbitrary<Pace> = fc
  .array(fc.tuple(ending, gapMs), { maxLength: 20 })
  .map((gaps) => gaps.reduce((pace, [one, gap]) => pacedBy(pace, one, gap), newPace));

export const situations: fc.Arbitrary<Situation> = fc.record({ ending, prefixTokens: fc.nat(1_000_000), pace: paces });

export const waits = fc.record(
  {
    situation: situations,
    idleMs: gapMs,
    isReturn: fc.boolean(),
    keptShare: fc.double({ min: 0, max: 1, noNaN: true }),
  },
  { requiredKeys: ['situation', 'idleMs', 'isReturn'] },
);

/** The prior after any few waits. */
export const models: fc.Arbitrary<ReturnModel> = fc
  .array(waits, { maxLength: 10 })
  .map((seen) => seen.reduce(observe, priorModel));

const nano = fc.nat(20_000_000_000);
export const accounts: fc.Arbitrary<KeepAccount> = fc.record({
  baselineNanoUsd: nano,
  extraNanoUsd: fc.integer({ min: -5_000_000_000, max: 5_000_000_000 }),
  todayNanoUsd: nano,
});

export const keepLimits: fc.Arbitrary<KeepLimits> = fc.record({
  maxPings: fc.nat(20),
  maxIdleMinutes: fc.nat(200),
  maxExtraPercent: fc.nat(50),
  usdPerDay: fc.nat(20),
});
