import { divideHalfEven } from '../models/half-even.ts';
import type { TokenPrices } from '../models/index.ts';
import { bucketCount, pingEveryMs } from './bucket.ts';
import type { KeepLimits } from './limits.ts';
import { keptShare, type ReturnModel, returnProbabilities } from './return-model.ts';
import type { Situation } from './situation.ts';
import { gainOfPinging } from './stopping.ts';

/** A conversation whose cache entries may live 5 minutes (kept by pings, if that is on) or an hour (never pinged). */
export interface TtlChoice {
  /** As the next wait longer than five minutes is expected to find it. */
  readonly situation: Situation;
  readonly prices: TokenPrices;
  /** Tokens that one turn adds to the prefix, so writes. */
  readonly addedTokens: number;
  /** Turns still expected. */
  readonly turnsAhead: number;
  /** Chance that a turn is followed by more than five minutes. */
  readonly lapseProbability: number;
  /** Tokens to write again, at the hour's price, only because the lifetime changes: 0 while nothing is cached. */
  readonly changedTokens: number;
  /** The bounds of pinging; absent: pings are off. */
  readonly limits?: KeepLimits;
}

/** Both sides, in whole nano-dollars expected over the turns ahead, without what is the same for both. */
export interface TtlPlan {
  readonly ttl: '5m' | '1h';
  readonly fiveMinutesNanoUsd: number;
  /** `changeNanoUsd` included. */
  readonly oneHourNanoUsd: number;
  readonly changeNanoUsd: number;
}

/**
 * Which lifetime is the better buy, by the arithmetic of pings: five minutes pay for writing the prefix again after a
 * lapse (or for the pings that avoid it where they pay), an hour pays more for every token written and, past the hour, for
 * writing again at that price; whoever stays away longer than twelve buckets is taken to come back then, which speaks for
 * five minutes. Equal: five minutes, which is the API's default.
 */
export function chooseTtl(choice: TtlChoice, model: ReturnModel): TtlPlan {
  const { prices, situation, addedTokens, turnsAhead, lapseProbability, changedTokens } = choice;
  const returns = returnProbabilities(model, situation);
  const outlook = outlookOf(returns);
  const rewrite5m = situation.prefixTokens * Math.max(0, prices.cacheWrite5mPicoUsd - prices.cacheReadPicoUsd);
  const rewrite1h = situation.prefixTokens * Math.max(0, prices.cacheWrite1hPicoUsd - prices.cacheReadPicoUsd);
  const lapse5m = outlook.everReturns * rewrite5m - keepingGain(choice, model, returns);
  const dearer1h = situation.prefixTokens * Math.max(0, prices.cacheWrite1hPicoUsd - prices.cacheWrite5mPicoUsd);
  const lapse1h = outlook.returnsPastHour * rewrite1h + outlook.staysAway * dearer1h;
  const over = (added: number, lapse: number): number =>
    nano(turnsAhead * (addedTokens * added + lapseProbability * lapse));
  const changeNanoUsd = nano(changedTokens * Math.max(0, prices.cacheWrite1hPicoUsd - prices.cacheReadPicoUsd));
  const fiveMinutesNanoUsd = over(prices.cacheWrite5mPicoUsd, lapse5m);
  const oneHourNanoUsd = over(prices.cacheWrite1hPicoUsd, lapse1h) + changeNanoUsd;
  return {
    ttl: oneHourNanoUsd < fiveMinutesNanoUsd ? '1h' : '5m',
    fiveMinutesNanoUsd,
    oneHourNanoUsd,
    changeNanoUsd,
  };
}

/** Whole buckets within an hour. */
const hourBuckets = Math.floor(3_600_000 / pingEveryMs) - 1;

/** Chances after a lapse has begun: of a return within twelve buckets, past the hour among them, and of none. */
interface Outlook {
  readonly everReturns: number;
  readonly returnsPastHour: number;
  readonly staysAway: number;
}

function outlookOf(returns: readonly number[]): Outlook {
  let waiting = 1;
  let withinHour = 0;
  for (const [index, probability] of returns.entries()) {
    if (index < hourBuckets) withinHour += waiting * probability;
    waiting *= 1 - probability;
  }
  return { everReturns: 1 - waiting, returnsPastHour: 1 - waiting - withinHour, staysAway: waiting };
}

/** What pings gain in one wait, in pico-dollars; 0 where they are off or do not pay. */
function keepingGain({ limits, prices, situation }: TtlChoice, model: ReturnModel, returns: readonly number[]): number {
  const pings = Math.min(bucketCount, limits?.maxPings ?? 0);
  const gain = gainOfPinging({
    returnProbabilities: returns.slice(0, pings),
    keptShares: returns.slice(0, pings).map((_, index) => keptShare(model, index + 1)),
    pingNanoUsd: situation.prefixTokens * prices.cacheReadPicoUsd,
    rewriteNanoUsd: situation.prefixTokens * Math.max(0, prices.cacheWrite5mPicoUsd - prices.cacheReadPicoUsd),
  });
  return Math.max(0, gain);
}

function nano(picoUsd: number): number {
  return divideHalfEven(Math.max(0, Math.round(picoUsd)), 1_000);
}
