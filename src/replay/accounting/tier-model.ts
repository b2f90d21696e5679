import {
  bandOf,
  type CacheTtl,
  capabilitiesOf,
  divideHalfEven,
  type LatencyModels,
  latencyModelsOf,
  type PriceRow,
  priceAt,
  secondsOf,
  type TimedTurn,
} from '../../core/index.ts';

/** The two ways to answer that a replay compares. */
export type Tier = 'reasoning' | 'execution';

/** A tier's model with all that accounting needs of it. */
export interface TierModel {
  readonly tier: Tier;
  readonly model: string;
  readonly prices: PriceRow;
  readonly cacheMinimumTokens: number;
  readonly latency: LatencyModels;
}

/** The pair under comparison. */
export type TierPair = Readonly<Record<Tier, TierModel>>;

/** Which models, and the day whose list prices are taken. */
export interface PairChoice extends Readonly<Record<Tier, string>> {
  readonly pricedAtMs: number;
}

/** The pair with prices and capabilities; a sentence instead when a model has no price then. */
export function tierPairOf({ reasoning, execution, pricedAtMs }: PairChoice): TierPair | string {
  const home = tierModelOf('reasoning', reasoning, pricedAtMs);
  const away = tierModelOf('execution', execution, pricedAtMs);
  if (typeof home === 'string') return home;
  return typeof away === 'string' ? away : { reasoning: home, execution: away };
}

function tierModelOf(tier: Tier, model: string, pricedAtMs: number): TierModel | string {
  const prices = priceAt(model, pricedAtMs);
  const capabilities = capabilitiesOf(model);
  if (prices === undefined || capabilities === undefined)
    return `${model} has no list price on ${new Date(pricedAtMs).toISOString().slice(0, 10)}`;
  return {
    tier,
    model,
    prices,
    cacheMinimumTokens: capabilities.cacheMinimumTokens,
    latency: latencyModelsOf(model),
  };
}

/** What is billed: a turn and what of its prompt the model had cached. Without caching nothing is read or written. */
export interface BilledTurn extends TimedTurn {
  readonly caching: boolean;
  /** Tokens up to the prompt's last breakpoint; absent: all of them. */
  readonly writableTokens?: number;
  /** How long what is written lives; absent: five minutes. */
  readonly ttl?: CacheTtl;
}

/** Tokens that a turn writes to its model's cache. */
export function writtenTokensOf({ cacheMinimumTokens }: TierModel, turn: BilledTurn): number {
  const { inputTokens, cachedTokens, writableTokens = inputTokens } = turn;
  if (!turn.caching || inputTokens < cacheMinimumTokens) return 0;
  return Math.max(0, Math.min(inputTokens, writableTokens) - cachedTokens);
}

/**
 * The cost of a turn in whole nano-dollars: cached tokens are read, the rest up to the last breakpoint is written; a prompt below the
 * model's cacheable minimum, or any prompt without caching, is plain input. The prompt's length picks the price band.
 */
export function nanoUsdOf(model: TierModel, turn: BilledTurn): number {
  const { prices, cacheMinimumTokens } = model;
  const band = bandOf(prices, turn.inputTokens) ?? unpricedLength(prices, turn.inputTokens);
  const output = turn.outputTokens * band.outputPicoUsd;
  if (!turn.caching || turn.inputTokens < cacheMinimumTokens)
    return nano(turn.inputTokens * band.inputPicoUsd + output);
  const { inputTokens, cachedTokens } = turn;
  const written = writtenTokensOf(model, turn);
  const plain = inputTokens - cachedTokens - written;
  const writePicoUsd = turn.ttl === '1h' ? band.cacheWrite1hPicoUsd : band.cacheWrite5mPicoUsd;
  const cached = cachedTokens * band.cacheReadPicoUsd + written * writePicoUsd;
  return nano(cached + plain * band.inputPicoUsd + output);
}

/** The cost of reading a whole cached prompt again with no reply: a ping. */
export function pingNanoUsdOf({ prices }: TierModel, inputTokens: number): number {
  const band = bandOf(prices, inputTokens) ?? unpricedLength(prices, inputTokens);
  return nano(inputTokens * band.cacheReadPicoUsd);
}

/** A turn's seconds on this model; a prompt that is not cacheable has nothing cached. */
export function turnSecondsOf({ latency, cacheMinimumTokens }: TierModel, turn: BilledTurn): number {
  const isCacheable = turn.caching && turn.inputTokens >= cacheMinimumTokens;
  return secondsOf(latency, isCacheable ? turn : { ...turn, cachedTokens: 0 });
}

function nano(picoUsd: number): number {
  return divideHalfEven(picoUsd, 1_000);
}

function unpricedLength({ model }: PriceRow, inputTokens: number): never {
  throw new Error(`${model} has no price band for ${inputTokens} prompt tokens`);
}
