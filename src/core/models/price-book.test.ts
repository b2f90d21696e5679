import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { modelTable } from './model-table.ts';
import { createPriceBook, listPrices, priceAt } from './price-book.ts';
import { type PriceRow, perMillion, priceTable } from './price-table.ts';

const now = Date.parse('2026-11-25');

function rowOf(model: string, effectiveFrom: string, input: number): PriceRow {
  const bands = [
    perMillion({ input, output: 5 * input, write5m: 1.25 * input, write1h: 2 * input, read: 0.1 * input }),
  ];
  return { model, effectiveFrom, bands, source: 'a contract', checkedOn: effectiveFrom };
}

const inputUsd = (row: PriceRow | undefined) => row?.bands[0] && row.bands[0].inputPicoUsd / 1e6;

describe('a price book', () => {
  it('without rows of its own is the list', () => {
    fc.assert(
      fc.property(fc.constantFrom(...modelTable.map((row) => row.id)), fc.nat(now), (model, atMs) => {
        expect(createPriceBook().at(model, atMs)).toBe(priceAt(model, atMs));
      }),
    );
    expect(listPrices.rows).toEqual(priceTable);
  });

  it('takes a user’s row from its day on, the list before it', () => {
    const book = createPriceBook([rowOf('claude-sonnet-5-5', '2026-11-01', 1.5)]);
    expect(inputUsd(book.at('claude-sonnet-5-5', Date.parse('2026-10-31T23:59:59Z')))).toBe(2);
    expect(inputUsd(book.at('claude-sonnet-5-5', Date.parse('2026-11-01')))).toBe(1.5);
    expect(book.at('claude-opus-5-5', now)).toBe(priceAt('claude-opus-5-5', now));
  });

  it('takes the newest of a user’s rows, whatever their order, and one that is older than the list’s newest too', () => {
    const rows = [rowOf('claude-sonnet-5-5', '2026-11-10', 1.2), rowOf('claude-sonnet-5-5', '2026-10-01', 1.5)];
    const book = createPriceBook(rows);
    expect(inputUsd(book.at('claude-sonnet-5-5', Date.parse('2026-10-20')))).toBe(1.5);
    expect(inputUsd(book.at('claude-sonnet-5-5', now))).toBe(1.2);
  });

  it('knows a model by its alias as by its id, and models that no table knows by exactly their name', () => {
    const book = createPriceBook([
      rowOf('claude-haiku-4-5-20251001', '2026-01-01', 0.9),
      rowOf('my-tuned', '2026-01-01', 7),
    ]);
    expect(inputUsd(book.at('claude-haiku-4-5', now))).toBe(0.9);
    expect(inputUsd(book.at('my-tuned', now))).toBe(7);
    for (const name of ['my-tuned-2', 'my', '', 'claude-mythos-5']) expect(book.at(name, now), name).toBeUndefined();
  });
});
