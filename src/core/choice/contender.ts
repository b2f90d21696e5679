import { bandOf, type LatencyModels, type PriceRow, secondsOf } from '../models/index.ts';

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
 * What a turn costs a contender, in nano-dollars, seconds included at their worth: cached tokens are read, the others
 * written (plain input without caching, or below the model's cacheable minimum). `undefined`: no price for that length.
 */
export function costLine(
  contender: Contender,
  turn: { readonly promptTokens: number; readonly outputTokens: number },
  terms: Terms,
): CostLine | undefined {
  const band = bandOf(contender.prices, turn.promptTokens);
  if (band === undefined) return undefined;
  const isCacheable = terms.caching && turn.promptTokens >= Math.max(1, contender.cacheMinimumTokens);
  const write = terms.ttl === '1h' ? band.cacheWrite1hPicoUsd : band.cacheWrite5mPicoUsd;
  const held = isCacheable ? band.cacheReadPicoUsd : band.inputPicoUsd;
  const base = (turn.promptTokens * held + turn.outputTokens * band.outputPicoUsd) / picoPerNano;
  const perMissingToken = isCacheable ? (write - held) / picoPerNano : 0;
  if (terms.secondNanoUsd === 0) return { base, perMissingToken };
  const seconds = (cachedTokens: number): number => secondsOf(contender.latency, { ...asTimed(turn), cachedTokens });
  const warm = seconds(isCacheable ? turn.promptTokens : 0);
  const slower = isCacheable ? (seconds(0) - warm) / turn.promptTokens : 0;
  return {
    base: base + warm * terms.secondNanoUsd,
    perMissingToken: perMissingToken + slower * terms.secondNanoUsd,
  };
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

function asTimed({ promptTokens, outputTokens }: { promptTokens: number; outputTokens: number }) {
  return { inputTokens: promptTokens, outputTokens };
}
