/** The waits ahead: what each further ping may bring. Index 0 is the bucket that the ping due now would buy. */
export interface Prospect {
  /** Chance of a return in each bucket, given that the wait reaches it. As long as the pings that limits allow. */
  readonly returnProbabilities: readonly number[];
  /** Share of the prefix that a return in it would really read. */
  readonly keptShares: readonly number[];
  /** What one ping costs. */
  readonly pingNanoUsd: number;
  /** What writing the whole prefix again costs beyond reading it. */
  readonly rewriteNanoUsd: number;
}

/**
 * What pinging now gains over letting go, in nano-dollars (a real number), when every later ping is decided as well as
 * this one: backward induction over the buckets. A ping pays its price; with the chance of a return it saves the rewrite,
 * else it buys the right to ping again or to stop. Negative: let go. No pings ahead: 0.
 */
export function gainOfPinging({ returnProbabilities, keptShares, pingNanoUsd, rewriteNanoUsd }: Prospect): number {
  return returnProbabilities.reduceRight((gainLater, probability, index) => {
    const saved = probability * (keptShares[index] ?? 0) * rewriteNanoUsd;
    return saved - pingNanoUsd + (1 - probability) * Math.max(0, gainLater);
  }, 0);
}
