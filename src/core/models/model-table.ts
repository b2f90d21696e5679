import type { ModelCapabilities } from './capabilities.ts';
import { fableRows } from './rows/fable.ts';
import { haikuRows } from './rows/haiku.ts';
import { opusRows } from './rows/opus.ts';
import { sonnetRows } from './rows/sonnet.ts';

/**
 * Every model that a tier may be fitted to, one row a model; adding a model is adding its row in `rows/` (and its prices
 * to `price-table.ts`). The Mythos models have no row: their windows, tools and prices are not published, so that no
 * tier can be fitted to them and a request for one passes as it is.
 */
export const modelTable: readonly ModelCapabilities[] = [...haikuRows, ...sonnetRows, ...opusRows, ...fableRows];

const byId: ReadonlyMap<string, ModelCapabilities> = new Map(
  modelTable.flatMap((row) => [row.id, ...row.aliases].map((id) => [id, row] as const)),
);

/** The row of an exact model id or exact dated alias, never of a prefix; `undefined` for any other string. */
export function capabilitiesOf(modelId: string): ModelCapabilities | undefined {
  return byId.get(modelId);
}
