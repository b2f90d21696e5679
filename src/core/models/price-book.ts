import { capabilitiesOf } from './model-table.ts';
import { type PriceRow, priceTable } from './price-table.ts';

/** The price rows in force: the list's, or a user's own before them. */
export interface PriceBook {
  /**
   * The prices of an exact model id (or exact dated alias) at a time. `undefined` when there are none: an unknown model,
   * or a time before the model had a price. Never a prefix's, never zero.
   */
  at(modelId: string, atMs: number): PriceRow | undefined;
  /** Every row, a user's first. */
  readonly rows: readonly PriceRow[];
}

/**
 * A book of the list table with a user's rows before it. From the day a user's row of a model begins, that model costs
 * what it says, whatever newer rows the list has; before that day the list holds. A row may name a dated alias, or a
 * model that no table knows.
 */
export function createPriceBook(overrides: readonly PriceRow[] = []): PriceBook {
  const own = byModel(overrides);
  const list = byModel(priceTable);
  return {
    at(modelId, atMs) {
      const id = canonical(modelId);
      return newest(own.get(id), atMs) ?? newest(list.get(id), atMs);
    },
    rows: [...overrides, ...priceTable],
  };
}

/** The list prices alone. */
export const listPrices: PriceBook = createPriceBook();

interface DatedRow {
  readonly fromMs: number;
  readonly row: PriceRow;
}

function canonical(modelId: string): string {
  return capabilitiesOf(modelId)?.id ?? modelId;
}

function byModel(rows: readonly PriceRow[]): ReadonlyMap<string, readonly DatedRow[]> {
  const grouped = Map.groupBy(
    rows.map((row) => ({ fromMs: Date.parse(row.effectiveFrom), row })),
    ({ row }) => canonical(row.model),
  );
  for (const dated of grouped.values()) dated.sort((left, right) => left.fromMs - right.fromMs);
  return grouped;
}

function newest(rows: readonly DatedRow[] | undefined, atMs: number): PriceRow | undefined {
  return rows?.findLast(({ fromMs }) => fromMs <= atMs)?.row;
}

/** The list prices of a model at a time: see `PriceBook.at`. */
export function priceAt(modelId: string, atMs: number): PriceRow | undefined {
  return listPrices.at(modelId, atMs);
}
