import { pingEveryMs } from './bucket.ts';

/** The bounds of the setting `keepWarm`. */
export interface KeepLimits {
  /** Pings in one wait. */
  readonly maxPings: number;
  readonly maxIdleMinutes: number;
  /** What keeping may add to a conversation's cost, in percent of what it cost so far without. */
  readonly maxExtraPercent: number;
  readonly usdPerDay: number;
}

/** The defaults of `keepWarm`. */
export const defaultKeepLimits: KeepLimits = { maxPings: 12, maxIdleMinutes: 70, maxExtraPercent: 10, usdPerDay: 5 };

/** What was spent so far, in whole nano-dollars. */
export interface KeepAccount {
  /** The conversation's cost so far, had it never been pinged. */
  readonly baselineNanoUsd: number;
  /** Pings of this conversation less the rewrites they really saved: negative once keeping has paid. */
  readonly extraNanoUsd: number;
  /** Pings of today, all conversations. */
  readonly todayNanoUsd: number;
}

/** Which bound is the tightest. */
export type KeepBound = 'max_pings' | 'max_idle' | 'account' | 'day';

/** The ping that is due: how many were sent before it in this wait, when, and its price. */
export interface DuePing {
  readonly sentPings: number;
  readonly idleMs: number;
  readonly pingNanoUsd: number;
}

/** How many pings are still allowed in this wait, the one due now included, and by which bound. */
export interface Allowance {
  readonly pings: number;
  readonly bound: KeepBound;
}

/**
 * The tightest bound. The account needs no allowance to begin with: the first write of a prefix alone pays for one ping
 * or two at a tenth of it. (On the traces, risking 5 cents before there is a baseline gains 0.01 to 0.04 points.) So a
 * conversation that is over, or goes on, never cost more than `maxExtraPercent` above what it would have without pings.
 */
export function allowanceOf(
  { sentPings, idleMs, pingNanoUsd }: DuePing,
  account: KeepAccount,
  limits: KeepLimits,
): Allowance {
  const affordable = (nanoUsd: number): number => {
    if (nanoUsd < 0) return 0;
    return pingNanoUsd === 0 ? Number.POSITIVE_INFINITY : Math.floor(nanoUsd / pingNanoUsd);
  };
  const bounds: readonly Allowance[] = [
    { bound: 'max_pings', pings: limits.maxPings - sentPings },
    { bound: 'max_idle', pings: 1 + Math.floor((limits.maxIdleMinutes * 60_000 - idleMs) / pingEveryMs) },
    {
      bound: 'account',
      pings: affordable((account.baselineNanoUsd * limits.maxExtraPercent) / 100 - account.extraNanoUsd),
    },
    { bound: 'day', pings: affordable(limits.usdPerDay * 1_000_000_000 - account.todayNanoUsd) },
  ];
  const tightest = bounds.reduce((least, one) => (one.pings < least.pings ? one : least));
  return { ...tightest, pings: Math.max(0, tightest.pings) };
}
