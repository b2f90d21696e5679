import { capabilitiesOf } from './model-table.ts';

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
  readonly source: string;
  /** ISO date. */
  readonly checkedOn: string;
}

/** Prices that hold up to and including `upToPromptTokens`. */
export interface PriceBand extends TokenPrices {
  readonly upToPromptTokens?: number;
}

/** [DOC] $10 per 1,000 web searches, on every model. */
export const webSearchPicoUsd = 10_000_000_000;

/** As price lists write them: dollars per million tokens. */
function perMillion(usd: {
  input: number;
  output: number;
  write5m: number;
  write1h: number;
  read: number;
}): TokenPrices {
  const pico = (dollars: number): number => Math.round(dollars * 1_000_000);
  return {
    inputPicoUsd: pico(usd.input),
    outputPicoUsd: pico(usd.output),
    cacheWrite5mPicoUsd: pico(usd.write5m),
    cacheWrite1hPicoUsd: pico(usd.write1h),
    cacheReadPicoUsd: pico(usd.read),
  };
}

const checkedOn = '2026-11-22';
const documented = 'platform.claude.com, pricing and model overviews';

/** Every price row, oldest first within a model. */
export const priceTable: readonly PriceRow[] = [
  {
    model: 'claude-haiku-5-5',
    effectiveFrom: '2026-10-07',
    bands: [
      {
        upToPromptTokens: 100_000,
        ...perMillion({ input: 0.1, output: 0.5, write5m: 0.125, write1h: 0.2, read: 0.01 }),
      },
      perMillion({ input: 0.5, output: 2.5, write5m: 0.625, write1h: 1, read: 0.05 }),
    ],
    usInference: true,
    source: documented,
    checkedOn,
  },
  {
    model: 'claude-sonnet-5-5',
    effectiveFrom: '2026-09-28',
    bands: [perMillion({ input: 2, output: 10, write5m: 2.5, write1h: 4, read: 0.2 })],
    usInference: true,
    source: documented,
    checkedOn,
  },
  {
    model: 'claude-sonnet-5-5',
    effectiveFrom: '2026-10-07',
    bands: [perMillion({ input: 2, output: 10, write5m: 2.5, write1h: 4, read: 0.1 })],
    usInference: true,
    source: 'platform.claude.com, Haiku 5.5 overview (reads at 5 % on Sonnet 5.5); models.dev',
    checkedOn,
  },
  {
    model: 'claude-opus-5-5',
    effectiveFrom: '2026-09-22',
    bands: [perMillion({ input: 4, output: 20, write5m: 5, write1h: 8, read: 0.2 })],
    fastMultiplier: 2,
    usInference: true,
    source: documented,
    checkedOn,
  },
  {
    model: 'claude-sonnet-4-6',
    effectiveFrom: '2026-02-17',
    bands: [perMillion({ input: 3, output: 15, write5m: 3.75, write1h: 6, read: 0.3 })],
    usInference: true,
    source: documented,
    checkedOn,
  },
  {
    model: 'claude-sonnet-4-5',
    effectiveFrom: '2025-09-29',
    bands: [perMillion({ input: 3, output: 15, write5m: 3.75, write1h: 6, read: 0.3 })],
    source: documented,
    checkedOn,
  },
  {
    model: 'claude-haiku-4-5',
    effectiveFrom: '2025-10-15',
    bands: [perMillion({ input: 1, output: 5, write5m: 1.25, write1h: 2, read: 0.1 })],
    source: documented,
    checkedOn,
  },
];

/**
 * The list prices of an exact model id (or exact dated alias) at a time. `undefined` when the table has none: an
 * unknown model, or a time before the model had a price.
 */
export function priceAt(modelId: string, atMs: number): PriceRow | undefined {
  const id = capabilitiesOf(modelId)?.id;
  return priceTable.findLast((row) => row.model === id && Date.parse(row.effectiveFrom) <= atMs);
}

/** The prices for a prompt of this many tokens, cached ones counted. */
export function bandOf(row: PriceRow, promptTokens: number): TokenPrices | undefined {
  return row.bands.find((band) => band.upToPromptTokens === undefined || promptTokens <= band.upToPromptTokens);
}
