import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { PriceRow } from '../models/index.ts';
import { anyConversation, anyExpectation, anyModel } from './any-conversation.fixture.ts';
import { type ChoiceInput, chooseContender, quoteOf } from './choose.ts';
import type { Contender } from './contender.ts';

const tokens = fc.nat(300_000);

function anyContender(tier: string, like: string): fc.Arbitrary<Contender> {
  return fc
    .tuple(anyModel(tier, like), tokens, fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(8_000))
    .map(([{ tokenRatio: _ratio, ...model }, promptTokens, cachedShare, cacheAgeSeconds]) => ({
      ...model,
      promptTokens,
      cachedTokens: Math.floor(promptTokens * cachedShare),
      ...(cachedShare > 0 ? { cacheAgeSeconds } : {}),
    }));
}

const anyInput: fc.Arbitrary<ChoiceInput> = fc
  .tuple(
    anyConversation,
    anyContender('reasoning', 'claude-sonnet-5-5'),
    fc.array(anyContender('execution', 'claude-haiku-5-5'), { minLength: 1, maxLength: 3 }),
    fc.record({ routedNanoUsd: fc.nat(1e9), baselineNanoUsd: fc.nat(1e9) }),
  )
  .map(([{ expectation, terms, settings }, home, others, account]) => {
    const away = others.map((one, index) => ({ ...one, tier: `execution-${index}` }));
    return { home, away, account, expectation, terms, settings, baselineCachedTokens: home.cachedTokens };
  });

/** Prices that end at a length: the prompt beyond it has none. */
function pricedUpTo(prices: PriceRow, upToPromptTokens: number): PriceRow {
  return { ...prices, bands: prices.bands.slice(0, 1).map((band) => ({ ...band, upToPromptTokens })) };
}

describe('choosing among tiers', () => {
  test('is the same for the same input, names one of the tiers, and compares each other one with home', () => {
    fc.assert(
      fc.property(anyInput, (input) => {
        const choice = chooseContender(input);
        expect(chooseContender(input)).toEqual(choice);
        expect([input.home.tier, ...input.away.map(({ tier }) => tier)]).toContain(choice.tier);
        expect(choice.comparisons.map(({ tier }) => tier)).toEqual(input.away.map(({ tier }) => tier));
      }),
    );
  });

  test('goes only where its own comparison says so, and stays only where each has a reason', () => {
    fc.assert(
      fc.property(anyInput, (input) => {
        const { tier, comparisons } = chooseContender(input);
        const free = comparisons.filter(({ staysBecause }) => staysBecause === undefined);
        expect(free.length === 0).toBe(tier === input.home.tier);
        const chosen = free.find((one) => one.tier === tier);
        for (const { goNanoUsd } of free) expect(chosen?.goNanoUsd).toBeLessThanOrEqual(goNanoUsd);
        if (chosen !== undefined) expect(chosen.goNanoUsd).toBeLessThan(chosen.stayNanoUsd);
      }),
    );
  });

  test('has only finite numbers in its comparisons and quotes', () => {
    fc.assert(
      fc.property(anyInput, (input) => {
        const { expectation, terms } = input;
        for (const { stayNanoUsd, goNanoUsd, fillNanoUsd, lapseRisk } of chooseContender(input).comparisons) {
          for (const figure of [stayNanoUsd, goNanoUsd, fillNanoUsd]) expect(Number.isFinite(figure)).toBe(true);
          expect(lapseRisk).toBeGreaterThanOrEqual(0);
          expect(lapseRisk).toBeLessThanOrEqual(1);
        }
        for (const contender of [input.home, ...input.away]) {
          const { nanoUsd = -1, seconds } = quoteOf(contender, expectation, terms);
          expect(Number.isFinite(nanoUsd) && nanoUsd >= 0).toBe(true);
          expect(Number.isFinite(seconds) && seconds > 0).toBe(true);
        }
      }),
    );
  });

  test('never goes where a length on the way has no price, and says so; nor from there', () => {
    fc.assert(
      fc.property(anyInput, fc.boolean(), (input, isHome) => {
        const without = (one: Contender) => ({ ...one, prices: pricedUpTo(one.prices, one.promptTokens - 1) });
        const unpriced = isHome ? { ...input, home: without(input.home) } : { ...input, away: input.away.map(without) };
        const { tier, comparisons } = chooseContender(unpriced);
        expect(tier).toBe(input.home.tier);
        for (const { staysBecause } of comparisons) expect(staysBecause).toBe('unpriced');
      }),
    );
  });

  test('goes only where that saves more than the margin: a share of what staying costs this turn', () => {
    fc.assert(
      fc.property(anyInput, anyExpectation, (any, expectation) => {
        const input = { ...any, expectation };
        const { tier, comparisons } = chooseContender(input);
        const chosen = comparisons.find((one) => one.tier === tier);
        const { nanoUsd = 0 } = quoteOf(input.home, expectation, input.terms);
        if (chosen === undefined) return;
        const saving = chosen.stayNanoUsd - chosen.goNanoUsd;
        expect(saving).toBeGreaterThan(input.settings.margin * nanoUsd * (1 - 1e-9) - 1e-6);
      }),
      { numRuns: 1_000 },
    );
  });
});
