/** A cache entry lives 5 minutes, counted from the start of the request that wrote or last read it. [DOC] prompt-caching */
const cacheLifetimeMs = 300_000;

/** A ping is due this long after the last request or ping began: 15 s before the entry would lapse. */
export const pingEveryMs = 285_000;

/**
 * Idle time is told in buckets: bucket `b` is the time that the `b`-th ping buys, and that takes `b` pings to outlast.
 * Twelve are told apart (57 minutes); waiting longer is taken to be like the twelfth.
 */
export const bucketCount = 12;

/** The bucket in which a gap ended: 0 within the lifetime, where no ping is needed; past the twelfth it is 13. */
export function bucketOf(gapMs: number): number {
  return gapMs <= cacheLifetimeMs ? 0 : Math.min(bucketCount + 1, Math.floor(gapMs / pingEveryMs));
}
