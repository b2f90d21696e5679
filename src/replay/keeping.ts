import { cacheTtlSeconds } from './accounting/cache-model.ts';
import type { Keeper } from './keeper.ts';

/** Seconds after a cache's last use or ping at which the next ping is due: 15 before it would lapse. */
const pingEverySeconds = 285;

/** The fixed rule: at most `most` pings while nobody comes back, all of them wasted after the last turn. */
export function keepAtMost(most: number): Keeper {
  return ({ pings }) => pings < most;
}

/** How long a kept cache may idle at most, so that no keeper keeps one for ever after a conversation's end. */
export const mostPings = 1_000;

/** A cache as pings see it. */
export interface IdleCache {
  readonly touchedAtSeconds: number;
  /** The last touch was a ping. */
  readonly isPinged: boolean;
}

/** The time between two turns of a conversation; the second may be on another tier. */
export interface Pause {
  readonly fromSeconds: number;
  readonly backAtSeconds: number;
}

/**
 * When the next ping is due within a pause; `undefined`: none is. As the reference figures have it, no ping is billed
 * where the next turn comes within the TTL of a turn anyway.
 */
export function pingDueAt(cache: IdleCache, { fromSeconds, backAtSeconds }: Pause): number | undefined {
  const dueAtSeconds = Math.max(fromSeconds, cache.touchedAtSeconds + pingEverySeconds);
  const isNeeded = cache.isPinged || backAtSeconds - cache.touchedAtSeconds > cacheTtlSeconds;
  return isNeeded && dueAtSeconds <= backAtSeconds ? dueAtSeconds : undefined;
}
