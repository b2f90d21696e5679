import fc from 'fast-check';
import { latencyModelsOf, type PriceBand, type PriceRow } from '../models/index.ts';

import type { Contender, Terms } from './contender.ts';
import type { ChoiceSettings } from './settings.ts';
import type { Expectation } from './statistics.ts';

/** A model that may answer, before anything is cached. */
export type Model = Omit<Contender, 'promptTokens' | 'cachedTokens' | 'cacheAgeSeconds'> & {
  /** Its tokens for one of the home model's. */
  readonly tokenRatio: number;
};

/** One turn as it comes in, and how it turns out. */
export interface ArrivingTurn {
  readonly gapSeconds: number;
  /** Share of the prompt before that this one begins with; below 1 the prefix was changed. */
  readonly keptShare: number;
  readonly appendedTokens: number;
  readonly outputTokens: number;
  readonly simple: boolean;
  /** If it goes: it is paid there, and answered at home as well (an escalation, a discarded final). */
  readonly escalates: boolean;
}

/** Everything that happens in one conversation, whoever answers. */
export interface AnyConversation {
  readonly home: Model;
  readonly away: Model;
  readonly turns: readonly ArrivingTurn[];
  readonly expectation: Expectation;
  readonly terms: Terms;
  readonly settings: ChoiceSettings;
}

const share = fc.double({ min: 0, max: 1, noNaN: true });

/** Reading is never dearer than plain input, nor that than writing; all else is free. */
const anyPrices = fc
  .tuple(fc.nat(30_000_000), fc.nat(30_000_000), fc.nat(30_000_000), fc.nat(90_000_000))
  .map(([one, two, three, outputPicoUsd]): PriceBand => {
    const [read = 0, input = 0, write = 0] = [one, two, three].toSorted((less, more) => less - more);
    const writes = { cacheWrite5mPicoUsd: write, cacheWrite1hPicoUsd: write * 2 };
    return { cacheReadPicoUsd: read, inputPicoUsd: input, outputPicoUsd, ...writes };
  });

const anyPriceRow: fc.Arbitrary<PriceRow> = fc
  .tuple(anyPrices, anyPrices, fc.boolean())
  .map(([below, above, isBanded]) => ({
    model: 'any',
    effectiveFrom: '2026-01-01',
    bands: isBanded ? [{ ...below, upToPromptTokens: 20_000 }, above] : [above],
    source: 'test',
    checkedOn: '2026-01-01',
  }));

/** A model of the named tier at any prices. */
export function anyModel(tier: string, like: string): fc.Arbitrary<Model> {
  return fc.record({
    tier: fc.constant(tier),
    model: fc.constant(like),
    prices: anyPriceRow,
    cacheMinimumTokens: fc.constantFrom(0, 1_024, 4_096),
    latency: fc.constant(latencyModelsOf(like)),
    tokenRatio: tier === 'reasoning' ? fc.constant(1) : fc.constantFrom(1, 1.3, 1 / 1.3),
  });
}

/** Beliefs need not fit what happens: a bound that holds only for good guesses is none. */
export const anyExpectation: fc.Arbitrary<Expectation> = fc
  .record({
    simpleAfterSimple: share,
    simpleAfterOther: share,
    lostBeforeSimple: share,
    lostBeforeOther: share,
    endPerTurn: share,
    gapSeconds: fc.double({ min: 0, max: 300, noNaN: true }),
    appendedTokens: fc.nat(10_000),
    outputTokens: fc.nat(2_000),
    otherOutputTokens: fc.nat(2_000),
    discarded: share,
    finals: share,
    finalTokens: fc.nat(1_000),
    typicalGap: fc.double({ min: 1, max: 600, noNaN: true }),
  })
  .map(({ typicalGap, ...numbers }) => ({
    ...numbers,
    gapLongerThan: (seconds) => Math.exp(-Math.max(0, seconds) / typicalGap),
  }));

const anyTurn: fc.Arbitrary<ArrivingTurn> = fc.record({
  gapSeconds: fc.oneof(
    { arbitrary: fc.double({ min: 0, max: 299, noNaN: true }), weight: 6 },
    { arbitrary: fc.double({ min: 250, max: 5_000, noNaN: true }), weight: 1 },
  ),
  keptShare: fc.oneof({ arbitrary: fc.constant(1), weight: 6 }, { arbitrary: share, weight: 1 }),
  appendedTokens: fc.nat(8_000),
  outputTokens: fc.nat(3_000),
  simple: fc.oneof({ arbitrary: fc.constant(true), weight: 3 }, { arbitrary: fc.constant(false), weight: 1 }),
  escalates: fc.oneof({ arbitrary: fc.constant(false), weight: 4 }, { arbitrary: fc.constant(true), weight: 1 }),
});

/** Any conversation at any prices, clocks and beliefs, under any settings. */
export const anyConversation: fc.Arbitrary<AnyConversation> = fc.record({
  home: anyModel('reasoning', 'claude-sonnet-5-5'),
  away: anyModel('execution', 'claude-haiku-5-5'),
  turns: fc.array(anyTurn, { minLength: 1, maxLength: 40, size: 'max' }),
  expectation: anyExpectation,
  terms: fc.record({
    caching: fc.oneof({ arbitrary: fc.constant(true), weight: 4 }, { arbitrary: fc.constant(false), weight: 1 }),
    ttl: fc.constantFrom('5m', '1h'),
    secondNanoUsd: fc.constantFrom(0, 0, 2_000_000, 10_000_000),
  }),
  settings: fc.record({
    margin: fc.double({ min: 0, max: 0.3, noNaN: true }),
    maxExtraCostPercent: fc.double({ min: 0, max: 10, noNaN: true }),
  }),
});
