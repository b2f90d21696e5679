import { describe, expect, it } from 'vitest';
import { capabilitiesOf } from './model-table.ts';
import { priceAt } from './price-book.ts';
import { bandOf, knowinglyUnpriced, priceTable } from './price-table.ts';

const now = Date.parse('2026-11-22');

/** Dollars per million tokens: input, output, 5m write, 1h write, read. */
function usdPerMillion(model: string, atMs = now, promptTokens = 0): readonly number[] {
  const row = priceAt(model, atMs);
  const prices = row && bandOf(row, promptTokens);
  if (prices === undefined) return [];
  const { inputPicoUsd, outputPicoUsd, cacheWrite5mPicoUsd, cacheWrite1hPicoUsd, cacheReadPicoUsd } = prices;
  return [inputPicoUsd, outputPicoUsd, cacheWrite5mPicoUsd, cacheWrite1hPicoUsd, cacheReadPicoUsd].map(
    (pico) => pico / 1e6,
  );
}

describe('the price table', () => {
  it.each([
    ['claude-opus-5-5', [4, 20, 5, 8, 0.2]],
    ['claude-sonnet-5-5', [2, 10, 2.5, 4, 0.1]],
    ['claude-sonnet-4-6', [3, 15, 3.75, 6, 0.3]],
    ['claude-sonnet-4-5-20250929', [3, 15, 3.75, 6, 0.3]],
    ['claude-haiku-4-5', [1, 5, 1.25, 2, 0.1]],
    ['claude-haiku-5-5', [0.1, 0.5, 0.125, 0.2, 0.01]],
    ['claude-fable-5-2', [8, 40, 10, 16, 0.2]],
    ['claude-fable-5-1', [10, 50, 12.5, 20, 0.25]],
    ['claude-fable-5', [10, 50, 12.5, 20, 1]],
    ['claude-opus-5', [5, 25, 6.25, 10, 0.5]],
    ['claude-opus-4-8', [5, 25, 6.25, 10, 0.5]],
    ['claude-opus-4-7', [5, 25, 6.25, 10, 0.5]],
    ['claude-opus-4-6', [5, 25, 6.25, 10, 0.5]],
    ['claude-opus-4-5-20251101', [5, 25, 6.25, 10, 0.5]],
    ['claude-sonnet-5', [2, 10, 2.5, 4, 0.2]],
  ])('%s has its list price', (model, prices) => {
    expect(usdPerMillion(model)).toEqual(prices);
  });

  it('takes the Sonnet 5.5 read price of the day: halved on 2026-10-07', () => {
    const change = Date.parse('2026-10-07T00:00:00Z');
    expect(usdPerMillion('claude-sonnet-5-5', change - 1).at(-1)).toBe(0.2);
    expect(usdPerMillion('claude-sonnet-5-5', change).at(-1)).toBe(0.1);
  });

  it('charges Haiku 5.5 five times for a prompt above 100,000 tokens', () => {
    expect(usdPerMillion('claude-haiku-5-5', now, 100_000)).toEqual([0.1, 0.5, 0.125, 0.2, 0.01]);
    expect(usdPerMillion('claude-haiku-5-5', now, 100_001)).toEqual([0.5, 2.5, 0.625, 1, 0.05]);
  });

  it('has no price for an unknown model, a prefix, or a time before the model', () => {
    expect(priceAt('claude-haiku-5-5-preview', now)).toBeUndefined();
    expect(priceAt('claude-haiku', now)).toBeUndefined();
    expect(priceAt('claude-haiku-5-5', Date.parse('2026-10-06'))).toBeUndefined();
    expect(priceAt('claude-haiku-5-5', Number.NaN)).toBeUndefined();
  });

  it('says where a price is a third party’s, and which models it knowingly has none for', () => {
    const thirdParty = priceTable.filter((row) => row.source.includes('third party'));
    expect(thirdParty.map((row) => [row.model, row.effectiveFrom])).toEqual([
      ['claude-sonnet-5-5', '2026-10-07'],
      ['claude-fable-5-2', '2026-11-09'],
    ]);
    for (const model of knowinglyUnpriced.keys()) expect(priceAt(model, now), model).toBeUndefined();
    expect(knowinglyUnpriced.has('claude-mythos-5-2')).toBe(true);
  });

  it('prices fast mode and the US where the models offer them, as the table of capabilities says', () => {
    for (const row of priceTable) {
      const model = capabilitiesOf(row.model);
      expect([row.model, row.fastMultiplier, row.usInference ?? false]).toEqual([
        model?.id,
        model?.fastMode ? 2 : undefined,
        model?.inferenceGeo,
      ]);
    }
  });

  it('writes at 1.25 times the input for five minutes and twice for an hour', () => {
    for (const band of priceTable.flatMap((row) => row.bands)) {
      expect(band.cacheWrite5mPicoUsd).toBe(band.inputPicoUsd * 1.25);
      expect(band.cacheWrite1hPicoUsd).toBe(band.inputPicoUsd * 2);
    }
  });

  it('is whole pico-dollars, dated, sourced, ascending, and its last band has no limit', () => {
    for (const row of priceTable) {
      expect(row.source).not.toBe('');
      expect(Date.parse(row.checkedOn)).toBeGreaterThanOrEqual(Date.parse(row.effectiveFrom));
      expect(row.bands.findLastIndex((band) => band.upToPromptTokens === undefined)).toBe(row.bands.length - 1);
      for (const { upToPromptTokens, ...prices } of row.bands) {
        expect(Object.values(prices).every((pico) => Number.isSafeInteger(pico) && pico > 0)).toBe(true);
      }
    }
    for (const model of new Set(priceTable.map((row) => row.model))) {
      const dates = priceTable.filter((row) => row.model === model).map((row) => row.effectiveFrom);
      expect(dates).toEqual([...new Set(dates)].sort());
    }
  });
});
