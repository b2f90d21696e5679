import { bandOf, type LatencyModels, type PriceRow, secondsOf, shortPromptBelowTokens } from '../models/index.ts';

/** A tier that may answer, as the arithmetic sees it: prices, time, and what its model has cached of this very prompt. */
export interface Contender {
  readonly tier: string;
  readonly model: string;
  readonly prices: PriceRow;
  readonly cacheMinimumTokens: number;
  readonly latency: LatencyModels;
  /** The whole prompt of this turn, as this model's tokenizer counts it. */
  readonly promptTokens: number;
  /** Of those, what it would read from its cache. */
  readonly cachedTokens: number;
  /** Since the start of the request that last wrote or read that cache; absent: there is none. */
  readonly cacheAgeSeconds?: number;
}

/** How prompts are cached and what counts. */
export interface Terms {
  /** The request sets cache breakpoints; without them every token is plain input. */
  readonly caching: boolean;
  readonly ttl: '5m' | '1h';
  /** What a second is worth, in nano-dollars; 0: money alone counts. */
  readonly secondNanoUsd: number;
}

/** Lifetime of a cache entry in seconds, from the start of the request that wrote or last read it. */
export const ttlSecondsOf = { '5m': 300, '1h': 3_600 } as const;

/** The cost of a turn as a straight line over the tokens its model has not cached: `base + perMissingToken * missing`. */
export interface CostLine {
  /** With the whole prompt cached. */
  readonly base: number;
  readonly perMissingToken: number;
}

/**
 * What a contender asks for each token of a prompt near a length, time at its worth included: prices and time change only
 * where a length crosses into another band, into the long prompts' latency or past the cacheable minimum.
 */
export interface Rates {
  /** Of each token: one that is held, and one of output. */
  readonly heldPicoUsd: number;
  readonly outputPicoUsd: number;
  readonly baseSeconds: number;
  readonly secondsPerHeldToken: number;
  readonly secondsPerOutputToken: number;
  readonly secondNanoUsd: number;
  /** What a token that is missing costs above one that is held, its time included. Nano-dollars. */
  readonly perMissingToken: number;
  /** They hold from the length asked for up to the first (inclusive) and below the second. */
  readonly upToTokens: number;
  readonly belowTokens: number;
}

/** The rates at a length of prompt; `undefined`: no price for it. Without caching, or below the minimum, all is plain input. */
export function ratesAt(contender: Contender, promptTokens: number, terms: Terms): Rates | undefined {
  const band = bandOf(contender.prices, promptTokens);
  if (band === undefined) return undefined;
  const { caching, ttl, secondNanoUsd } = terms;
  const minimumTokens = Math.max(1, contender.cacheMinimumTokens);
  const isCacheable = caching && promptTokens >= minimumTokens;
  const isShort = promptTokens < shortPromptBelowTokens;
  const write = ttl === '1h' ? band.cacheWrite1hPicoUsd : band.cacheWrite5mPicoUsd;
  const held = isCacheable ? band.cacheReadPicoUsd : band.inputPicoUsd;
  const time = isShort ? contender.latency.short : contender.latency.long;
  const secondsPerHeldToken = isCacheable ? time.secondsPerCachedToken : time.secondsPerNewToken;
  const missingPicoUsd = isCacheable ? write - held : 0;
  return {
    heldPicoUsd: held,
    outputPicoUsd: band.outputPicoUsd,
    baseSeconds: time.baseSeconds,
    secondsPerHeldToken,
    secondsPerOutputToken: time.secondsPerOutputToken,
    secondNanoUsd,
    perMissingToken: missingPicoUsd / picoPerNano + (time.secondsPerNewToken - secondsPerHeldToken) * secondNanoUsd,
    upToTokens: band.upToPromptTokens ?? Number.POSITIVE_INFINITY,
    belowTokens: Math.min(
      isShort ? shortPromptBelowTokens : Number.POSITIVE_INFINITY,
      caching && !isCacheable ? minimumTokens : Number.POSITIVE_INFINITY,
    ),
  };
}

/** What a turn costs with its whole prompt held. */
export function heldCost(rates: Rates, promptTokens: number, outputTokens: number): number {
  const picoUsd = promptTokens * rates.heldPicoUsd + outputTokens * rates.outputPicoUsd;
  const seconds =
    rates.baseSeconds + rates.secondsPerHeldToken * promptTokens + rates.secondsPerOutputToken * outputTokens;
  return picoUsd / picoPerNano + seconds * rates.secondNanoUsd;
}

/**
 * What a turn costs a contender, in nano-dollars, seconds included at their worth: cached tokens are read, the others
 * written (plain input without caching, or below the model's cacheable minimum). `undefined`: no price for that length.
 */
export function costLine(
  contender: Contender,
  turn: { readonly promptTokens: number; readonly outputTokens: number },
  terms: Terms,
): CostLine | undefined {
  const rates = ratesAt(contender, turn.promptTokens, terms);
  return (
    rates && { base: heldCost(rates, turn.promptTokens, turn.outputTokens), perMissingToken: rates.perMissingToken }
  );
}

/** A contender's seconds for this turn with so many output tokens. */
export function secondsFor(contender: Contender, outputTokens: number, { caching }: Terms): number {
  const { promptTokens, cachedTokens, cacheMinimumTokens } = contender;
  const isCacheable = caching && promptTokens >= cacheMinimumTokens;
  return secondsOf(contender.latency, {
    inputTokens: promptTokens,
    cachedTokens: isCacheable ? cachedTokens : 0,
    outputTokens,
  });
}

const picoPerNano = 1_000;
