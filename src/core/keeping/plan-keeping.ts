import { divideHalfEven } from '../models/half-even.ts';
import type { TokenPrices } from '../models/index.ts';
import { bucketCount } from './bucket.ts';
import { allowanceOf, type KeepAccount, type KeepBound, type KeepLimits } from './limits.ts';
import { keptShare, type ReturnModel, returnProbabilities } from './return-model.ts';
import type { Situation } from './situation.ts';
import { gainOfPinging } from './stopping.ts';

/** A wait at the moment when a ping is due. */
export interface IdleCache {
  readonly situation: Situation;
  /** Pings sent in this wait; the cache is alive by them. */
  readonly sentPings: number;
  /** Since the start of the last turn. */
  readonly idleMs: number;
  /** The prices that hold for the prefix: the model's band for `situation.prefixTokens`. */
  readonly prices: TokenPrices;
  readonly account: KeepAccount;
}

/** Ping now or let go, with all that speaks for either. Letting go is worth 0; amounts are whole nano-dollars. */
export interface KeepingPlan {
  readonly ping: boolean;
  /** Why: it pays, it does not, or it would but a bound forbids it. */
  readonly reason: 'pays' | 'does_not_pay' | KeepBound;
  readonly idleMs: number;
  /** Chance that somebody comes back before the next lapse. */
  readonly returnProbability: number;
  /** Share of the prefix that they would then read. */
  readonly keptShare: number;
  readonly pingNanoUsd: number;
  /** What writing the prefix again costs beyond reading it. */
  readonly rewriteNanoUsd: number;
  /** What pinging now, and deciding as well later on, gains over letting go. */
  readonly gainNanoUsd: number;
  /** Pings that the bounds still allow in this wait, this one included. */
  readonly allowedPings: number;
  readonly modelVersion: string;
}

/** Decides about the ping that is due. Never throws; the same input gives the same plan. */
export function planKeeping(idle: IdleCache, model: ReturnModel, limits: KeepLimits): KeepingPlan {
  const { situation, sentPings, prices } = idle;
  const pingNanoUsd = nano(situation.prefixTokens * prices.cacheReadPicoUsd);
  const rewriteNanoUsd = Math.max(0, nano(situation.prefixTokens * prices.cacheWrite5mPicoUsd) - pingNanoUsd);
  const { pings, bound } = allowanceOf({ sentPings, idleMs: idle.idleMs, pingNanoUsd }, idle.account, limits);
  const known = returnProbabilities(model, situation);
  const ahead = Array.from({ length: Math.min(farthest, Math.max(1, pings)) }, (_, index) => sentPings + 1 + index);
  const returns = ahead.map((bucket) => known[Math.min(bucket, bucketCount) - 1] ?? 0);
  const kept = ahead.map((bucket) => keptShare(model, bucket));
  const gain = gainOfPinging({ returnProbabilities: returns, keptShares: kept, pingNanoUsd, rewriteNanoUsd });
  const reason = gain <= 0 ? 'does_not_pay' : pings === 0 ? bound : 'pays';
  return {
    ping: reason === 'pays',
    reason,
    idleMs: idle.idleMs,
    returnProbability: returns[0] ?? 0,
    keptShare: kept[0] ?? 0,
    pingNanoUsd,
    rewriteNanoUsd,
    gainNanoUsd: Math.round(gain),
    allowedPings: pings,
    modelVersion: model.version,
  };
}

/** Buckets looked ahead at most, a day's worth, however generous the limits. */
const farthest = 300;

function nano(picoUsd: number): number {
  return divideHalfEven(picoUsd, 1_000);
}
