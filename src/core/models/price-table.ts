/** What one token costs, in pico-dollars: $1 per million tokens is 1,000,000. */
export interface TokenPrices {
  readonly inputPicoUsd: number;
  readonly outputPicoUsd: number;
  readonly cacheWrite5mPicoUsd: number;
  readonly cacheWrite1hPicoUsd: number;
  readonly cacheReadPicoUsd: number;
}

/** A model's list prices from a date on. A price change is a new row, so that older turns keep their price. */
export interface PriceRow {
  readonly model: string;
  /** ISO date, from 00:00 UTC. */
  readonly effectiveFrom: string;
  /** Ascending; the last has no limit. The whole prompt (input, cache reads, cache writes) picks one for the whole request, output included. */
  readonly bands: readonly PriceBand[];
  /** What `speed: "fast"` multiplies every token by. Absent: fast mode is not offered, so not priced. */
  readonly fastMultiplier?: number;
  /** Whether inference in the US costs 11/10. Absent: not offered. */
  readonly usInference?: boolean;
  /** Where the figures stand; says so where that is a third party. */
  readonly source: string;
  /** ISO date. */
  readonly checkedOn: string;
}

/** Prices that hold up to and including `upToPromptTokens`. */
export interface PriceBand extends TokenPrices {
  readonly upToPromptTokens?: number;
}

/** Prices as lists write them: dollars per million tokens. */
export interface UsdPerMillion {
  readonly input: number;
  readonly output: number;
  readonly write5m: number;
  readonly write1h: number;
  readonly read: number;
}

/** [DOC] $10 per 1,000 web searches, on every model. */
export const webSearchPicoUsd = 10_000_000_000;

/** Prices of a list as whole pico-dollars a token. */
export function perMillion(usd: UsdPerMillion): TokenPrices {
  const pico = (dollars: number): number => Math.round(dollars * 1_000_000);
  return {
    inputPicoUsd: pico(usd.input),
    outputPicoUsd: pico(usd.output),
    cacheWrite5mPicoUsd: pico(usd.write5m),
    cacheWrite1hPicoUsd: pico(usd.write1h),
    cacheReadPicoUsd: pico(usd.read),
  };
}

const common = {
  usInference: true,
  source: 'platform.claude.com, pricing and model overviews',
  checkedOn: '2026-11-22',
} as const;

/** A row with one band: one price whatever the prompt. */
function flat(model: string, effectiveFrom: string, usd: UsdPerMillion): PriceRow {
  return { ...common, model, effectiveFrom, bands: [perMillion(usd)] };
}

/** Not offered on 4.5 models: `inference_geo` came with 4.6. [DOC] */
const { usInference: _, ...withoutRegion } = common;

function flat45(model: string, effectiveFrom: string, usd: UsdPerMillion): PriceRow {
  return { ...withoutRegion, model, effectiveFrom, bands: [perMillion(usd)] };
}

const opus = { input: 5, output: 25, write5m: 6.25, write1h: 10, read: 0.5 };
const sonnet4 = { input: 3, output: 15, write5m: 3.75, write1h: 6, read: 0.3 };

/** Every price row, oldest first within a model. A model's first row begins on the day of its release. */
export const priceTable: readonly PriceRow[] = [
  {
    ...common,
    model: 'claude-haiku-5-5',
    effectiveFrom: '2026-10-07',
    bands: [
      {
        upToPromptTokens: 100_000,
        ...perMillion({ input: 0.1, output: 0.5, write5m: 0.125, write1h: 0.2, read: 0.01 }),
      },
      perMillion({ input: 0.5, output: 2.5, write5m: 0.625, write1h: 1, read: 0.05 }),
    ],
  },
  flat45('claude-haiku-4-5', '2025-10-15', { input: 1, output: 5, write5m: 1.25, write1h: 2, read: 0.1 }),
  flat('claude-sonnet-5-5', '2026-09-28', { input: 2, output: 10, write5m: 2.5, write1h: 4, read: 0.2 }),
  {
    ...flat('claude-sonnet-5-5', '2026-10-07', { input: 2, output: 10, write5m: 2.5, write1h: 4, read: 0.1 }),
    source:
      'platform.claude.com, Haiku 5.5 overview (reads at 5 % on Sonnet 5.5); third party: models.dev, claudit 1.9.2',
  },
  flat('claude-sonnet-5', '2026-06-30', { input: 2, output: 10, write5m: 2.5, write1h: 4, read: 0.2 }),
  flat('claude-sonnet-4-6', '2026-02-17', sonnet4),
  flat45('claude-sonnet-4-5', '2025-09-29', sonnet4),
  {
    ...flat('claude-opus-5-5', '2026-09-22', { input: 4, output: 20, write5m: 5, write1h: 8, read: 0.2 }),
    fastMultiplier: 2,
  },
  { ...flat('claude-opus-5', '2026-07-24', opus), fastMultiplier: 2 },
  { ...flat('claude-opus-4-8', '2026-05-28', opus), fastMultiplier: 2 },
  flat('claude-opus-4-7', '2026-04-16', opus),
  flat('claude-opus-4-6', '2026-02-05', opus),
  flat45('claude-opus-4-5', '2025-11-24', opus),
  {
    ...flat('claude-fable-5-2', '2026-11-09', { input: 8, output: 40, write5m: 10, write1h: 16, read: 0.2 }),
    fastMultiplier: 2,
    source: 'third party only: docs.laozhang.ai, archid21/rightsize 0.10.2',
  },
  flat('claude-fable-5-1', '2026-09-01', { input: 10, output: 50, write5m: 12.5, write1h: 20, read: 0.25 }),
  flat('claude-fable-5', '2026-06-09', { input: 10, output: 50, write5m: 12.5, write1h: 20, read: 1 }),
];

/** Models that the SDK names and for which no price is published, with what is known of that. They stay unpriced. */
export const knowinglyUnpriced: ReadonlyMap<string, string> = new Map(
  ['claude-mythos-5-2', 'claude-mythos-5-1', 'claude-mythos-5', 'claude-mythos-preview'].map((model) => [
    model,
    'no price is published',
  ]),
);

/** The prices for a prompt of this many tokens, cached ones counted. */
export function bandOf(row: PriceRow, promptTokens: number): PriceBand | undefined {
  return row.bands.find((band) => band.upToPromptTokens === undefined || promptTokens <= band.upToPromptTokens);
}
