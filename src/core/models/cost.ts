import type { Usage, UsageIteration } from '../usage.ts';
import { divideHalfEven } from './half-even.ts';
import { listPrices, type PriceBook } from './price-book.ts';
import { bandOf, type PriceRow, type TokenPrices, webSearchPicoUsd } from './price-table.ts';

/**
 * What an upstream call cost at the prices of a book. All arithmetic is on integers, rounded once: tokens times pico-dollars are
 * summed, the multipliers stand in one fraction, and the quotient becomes whole nano-dollars, half to even. So sums of
 * costs are exact, and a cost does not depend on the order of anything. Ten million tokens at the table's dearest price
 * with every multiplier still fit a double exactly; what does not is unpriced.
 */
export type Cost = number;

/** A priced call: what was used, by which model, when it started. */
export interface CostInput {
  readonly usage: Usage;
  /** The model that answered. Entries of `usage.iterations` that name another are priced by theirs. */
  readonly model: string;
  readonly atMs: number;
}

/**
 * The cost in nano-dollars. `undefined` when it is not known, which is not zero: an unpriced model, speed, region or
 * service tier (in any iteration), or usage that is no count of tokens. At list prices unless another book is given.
 */
export function costOf(input: CostInput, prices: PriceBook = listPrices): Cost | undefined {
  const { usage } = input;
  const multiplier = multiplierOf(usage);
  const searches = usage.webSearchRequests ?? 0;
  if (multiplier === undefined || !isCount(searches)) return undefined;
  const { times, over } = multiplier;
  let picoTimesOver = searches * webSearchPicoUsd * over;
  for (const call of modelCallsOf(input)) {
    const charge = chargeOf(call, input, prices);
    if (charge === undefined) return undefined;
    picoTimesOver += charge * times;
  }
  return Number.isSafeInteger(picoTimesOver) ? divideHalfEven(picoTimesOver, over * picoPerNano) : undefined;
}

/** Nano-dollars as dollars, for display only: sums are made in nano-dollars. */
export function nanoToUsd(nanoUsd: Cost): number {
  return nanoUsd / 1_000_000_000;
}

const picoPerNano = 1_000;
/** One model call: its tokens with writes split by lifetime. */
interface ModelCall {
  readonly model: string;
  readonly tokens: Omit<UsageIteration, 'type' | 'model'>;
  readonly cacheWrite1hTokens: number | undefined;
}

/** The calls a usage bills: its iterations where it has them (the totals beside them leave some out), else itself. */
function modelCallsOf({ usage, model }: CostInput): readonly ModelCall[] {
  if (usage.iterations === undefined || usage.iterations.length === 0) {
    return [{ model, tokens: usage, cacheWrite1hTokens: oneHourWrites(usage) }];
  }
  return usage.iterations.map((iteration) => ({
    model: iteration.model ?? model,
    tokens: iteration,
    cacheWrite1hTokens: oneHourShare(usage, iteration.cacheWriteTokens),
  }));
}

/** Of the cache writes those that live an hour; where the API gave no split they live five minutes. */
export function oneHourWrites(usage: Usage): number {
  return (
    usage.cacheWrite1hTokens ??
    Math.max(0, usage.cacheWriteTokens - (usage.cacheWrite5mTokens ?? usage.cacheWriteTokens))
  );
}

/** Iterations do not split their writes: all 1h or all 5m where the whole usage is, unknown where it is mixed. */
function oneHourShare(usage: Usage, iterationWrites: number): number | undefined {
  const oneHour = oneHourWrites(usage);
  if (oneHour === 0 || iterationWrites === 0) return 0;
  return oneHour >= usage.cacheWriteTokens ? iterationWrites : undefined;
}

/** Pico-dollars before the multiplier of the whole request. */
function chargeOf(call: ModelCall, { usage, atMs }: CostInput, book: PriceBook): number | undefined {
  const { tokens, cacheWrite1hTokens } = call;
  const counts = [
    tokens.inputTokens,
    tokens.outputTokens,
    tokens.cacheReadTokens,
    tokens.cacheWriteTokens,
    cacheWrite1hTokens,
  ];
  if (cacheWrite1hTokens === undefined || !counts.every(isCount) || cacheWrite1hTokens > tokens.cacheWriteTokens)
    return undefined;
  const row = book.at(call.model, atMs);
  const prices = row && bandOf(row, tokens.inputTokens + tokens.cacheReadTokens + tokens.cacheWriteTokens);
  const speed = row && speedMultiplier(row, usage.speed);
  if (row === undefined || prices === undefined || speed === undefined) return undefined;
  if (usage.inferenceGeo === 'us' && row.usInference !== true) return undefined;
  return picoOf(tokens, cacheWrite1hTokens, prices) * speed;
}

function picoOf(tokens: ModelCall['tokens'], cacheWrite1hTokens: number, prices: TokenPrices): number {
  return (
    tokens.inputTokens * prices.inputPicoUsd +
    tokens.outputTokens * prices.outputPicoUsd +
    tokens.cacheReadTokens * prices.cacheReadPicoUsd +
    (tokens.cacheWriteTokens - cacheWrite1hTokens) * prices.cacheWrite5mPicoUsd +
    cacheWrite1hTokens * prices.cacheWrite1hPicoUsd
  );
}

function speedMultiplier(row: PriceRow, speed: string | undefined): number | undefined {
  if (speed === undefined || speed === 'standard') return 1;
  return speed === 'fast' ? row.fastMultiplier : undefined;
}

/** What a whole request is multiplied by, as a fraction in lowest terms: the smaller its parts, the more tokens fit a double. */
interface Multiplier {
  readonly times: number;
  readonly over: number;
}

/**
 * [DOC] `inference_geo: "us"` costs 1.1 times, on models that offer the choice; batches cost half. Priority Tier is paid
 * by commitment, so a call on it has no price of its own.
 */
function multiplierOf({ inferenceGeo = 'global', serviceTier = 'standard' }: Usage): Multiplier | undefined {
  const isUs = inferenceGeo === 'us';
  if (!isUs && inferenceGeo !== 'global' && inferenceGeo !== 'not_available') return undefined;
  if (serviceTier === 'standard') return isUs ? { times: 11, over: 10 } : { times: 1, over: 1 };
  if (serviceTier === 'batch') return isUs ? { times: 11, over: 20 } : { times: 1, over: 2 };
  return undefined;
}

function isCount(value: number | undefined): boolean {
  return value !== undefined && Number.isSafeInteger(value) && value >= 0;
}
