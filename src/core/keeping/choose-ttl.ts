import type { TokenPrices } from '../models/index.ts';

/** Lifetime of a cache entry. */
export type CacheTtl = '5m' | '1h';

/** A turn whose cache breakpoints may ask for five minutes or an hour. All tokens are the reasoning model's. */
export interface TtlChoice {
  /** What the conversation's last turn asked for. */
  readonly ttl: CacheTtl;
  /** The band of this prompt. */
  readonly prices: TokenPrices;
  readonly promptTokens: number;
  /** Of those, what can be read. */
  readonly cachedTokens: number;
  /** Tokens that a turn to come adds to the prompt, so writes. */
  readonly addedTokens: number;
  /** Turns still expected. */
  readonly turnsAhead: number;
  /** Share of the gaps between turns longer than so many seconds. */
  readonly gapLongerThan: (seconds: number) => number;
  /** The conversation has had a gap that five minutes lapse in and an hour does not, the one before this turn included. */
  readonly hasLapsed: boolean;
  readonly account: TtlAccount;
}

/** What an hour's lifetime has cost a conversation so far, in whole nano-dollars. */
export interface TtlAccount {
  /** All its turns, had they asked for five minutes. */
  readonly costNanoUsd: number;
  /** Dearer writes less rewrites saved: below zero once it has paid. */
  readonly extraNanoUsd: number;
}

/** The lifetime, and both sides where there was a choice: nano-dollars expected, without what is the same for both. */
export interface TtlPlan {
  readonly ttl: CacheTtl;
  /**
   * - `cached`: something can be read, and a lifetime changes only where nothing can, so that it never matters whether a
   *   changed one makes the API write again what it holds
   * - `no_lapse`: an hour is bought on evidence of the conversation's own only
   * - `dearer`: five minutes are expected to cost less
   * - `account`: an hour would pay, but its dearer write now would go beyond what it may cost
   * - `pays`
   */
  readonly reason: 'cached' | 'no_lapse' | 'dearer' | 'account' | 'pays';
  readonly fiveMinutesNanoUsd?: number;
  readonly oneHourNanoUsd?: number;
}

/**
 * What asking for an hour may cost a conversation beyond five minutes when it begins to, in percent of its cost so far. On
 * the traces 10 loses more than half of what it saves; 30 gains a point more and loses as much elsewhere (docs/keeping.md).
 */
const maxExtraPercent = 20;

/**
 * Which lifetime a turn's breakpoints ask for. Per turn ahead, five minutes pay the prompt's rewrite after every gap beyond
 * them, an hour after every gap beyond an hour, each at its own write price, as they do for what is added; and the whole
 * prompt is written now, since nothing of it is cached. Equal: five minutes, the API's default.
 */
export function chooseTtl(choice: TtlChoice): TtlPlan {
  const { ttl, prices, promptTokens, cachedTokens, account } = choice;
  if (cachedTokens > 0) return { ttl, reason: 'cached' };
  if (!choice.hasLapsed) return { ttl: '5m', reason: 'no_lapse' };
  const fiveMinutes = expectedPicoUsd(choice, prices.cacheWrite5mPicoUsd, choice.gapLongerThan(300));
  const oneHour = expectedPicoUsd(choice, prices.cacheWrite1hPicoUsd, choice.gapLongerThan(3_600));
  const sides = { fiveMinutesNanoUsd: nano(fiveMinutes), oneHourNanoUsd: nano(oneHour) };
  if (oneHour >= fiveMinutes) return { ttl: '5m', reason: 'dearer', ...sides };
  const nowNanoUsd = nano(promptTokens * (prices.cacheWrite1hPicoUsd - prices.cacheWrite5mPicoUsd));
  const costNanoUsd = account.costNanoUsd + nano(promptTokens * prices.cacheWrite5mPicoUsd);
  const isWithin = account.extraNanoUsd + nowNanoUsd <= (costNanoUsd * maxExtraPercent) / 100;
  return isWithin ? { ttl: '1h', reason: 'pays', ...sides } : { ttl: '5m', reason: 'account', ...sides };
}

function expectedPicoUsd(choice: TtlChoice, writePicoUsd: number, lapses: number): number {
  const { promptTokens, prices, turnsAhead, addedTokens } = choice;
  const rewrite = promptTokens * Math.max(0, writePicoUsd - prices.cacheReadPicoUsd);
  return promptTokens * writePicoUsd + turnsAhead * (addedTokens * writePicoUsd + lapses * rewrite);
}

/** A turn that asked for an hour, as billed by one model. */
export interface HourlyTurn {
  readonly prices: TokenPrices;
  readonly writtenTokens: number;
  readonly readTokens: number;
  /** It came when five minutes had lapsed, and what it read had been written for an hour. */
  readonly outlivedFiveMinutes: boolean;
}

/** What an hour cost in one turn beyond five minutes, in whole nano-dollars: dearer writes, less the rewrite it saved. */
export function extraOfHour({ prices, writtenTokens, readTokens, outlivedFiveMinutes }: HourlyTurn): number {
  const dearer = writtenTokens * (prices.cacheWrite1hPicoUsd - prices.cacheWrite5mPicoUsd);
  const saved = outlivedFiveMinutes ? readTokens * (prices.cacheWrite5mPicoUsd - prices.cacheReadPicoUsd) : 0;
  return nano(dearer - saved);
}

function nano(picoUsd: number): number {
  return Math.round(picoUsd / 1_000);
}
