import { capabilitiesOf, knowinglyUnpriced, type PriceBook, priceTable } from '../../core/index.ts';

/** How the prices in force stand to the models that the SDK names. */
export interface PriceCheck {
  /** Named by the SDK and without a price: a finding. */
  readonly unpriced: readonly string[];
  /** Named by the SDK, without a price, and known to be: why. */
  readonly knowinglyUnpriced: Readonly<Record<string, string>>;
  /** In the list, by id or alias, and not named by the SDK: gone, or misspelt. A finding. */
  readonly unknownToSdk: readonly string[];
}

/** Compares by exact name. A user's own rows count as prices; that the SDK does not know their models is no finding. */
export function checkPrices(sdkModels: readonly string[], book: PriceBook, atMs: number): PriceCheck {
  const without = sdkModels.filter((model) => book.at(model, atMs) === undefined);
  const listed = new Set(priceTable.flatMap(({ model }) => [model, ...(capabilitiesOf(model)?.aliases ?? [])]));
  return {
    unpriced: without.filter((model) => !knowinglyUnpriced.has(model)),
    knowinglyUnpriced: Object.fromEntries(without.flatMap((model) => reasonFor(model))),
    unknownToSdk: [...listed].filter((model) => !sdkModels.includes(model)),
  };
}

/** Whether something stands that somebody should look at. */
export function hasFindings({ unpriced, unknownToSdk }: PriceCheck): boolean {
  return unpriced.length + unknownToSdk.length > 0;
}

/** The outcome for people. */
export function describeCheck(check: PriceCheck, sdkVersion: string): string {
  return [
    `compared with @anthropic-ai/sdk ${sdkVersion}`,
    ...check.unpriced.map((model) => `FAIL ${model}: named by the SDK, no price`),
    ...check.unknownToSdk.map((model) => `FAIL ${model}: in the table, not named by the SDK`),
    ...Object.entries(check.knowinglyUnpriced).map(([model, why]) => `     ${model}: knowingly unpriced, ${why}`),
    hasFindings(check)
      ? 'the table and the SDK differ'
      : 'every other model has a price, and the SDK names every model',
  ].join('\n');
}

function reasonFor(model: string): readonly (readonly [string, string])[] {
  const why = knowinglyUnpriced.get(model);
  return why === undefined ? [] : [[model, why]];
}
