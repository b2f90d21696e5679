/**
 * How long it takes until the next turn begins, as a distribution over buckets: what the odds of a lapse are read from. A
 * gap that was seen stands for gaps like it, so its weight is spread over the buckets around it (a log-normal kernel): two
 * minutes, seen once, make five minutes likelier than ten seconds do.
 */

/** Upper ends of the buckets, in seconds; one more, for all longer gaps, follows. */
export const gapEdgesSeconds = [10, 30, 60, 100, 150, 200, 250, 300, 600, 1_200, 2_400, 3_600] as const;

/** Weights of the buckets, one more than edges. They need not add up to one. */
export type GapWeights = readonly number[];

/** Standard deviation of the kernel, in the logarithm of seconds: a factor of 1.35 either way. */
const kernelWidth = 0.3;

/** The weights with one more gap in them. */
export function withGap(weights: GapWeights, gapSeconds: number): GapWeights {
  const center = Math.log(Math.max(gapSeconds, 1));
  let below = 0;
  return weights.map((weight, bucket) => {
    const edge = gapEdgesSeconds[bucket];
    const upTo = edge === undefined ? 1 : normalShareBelow((Math.log(edge) - center) / kernelWidth);
    const share = upTo - below;
    below = upTo;
    return weight + share;
  });
}

/** Share of gaps longer than so many seconds; within a bucket they count as evenly spread. */
export function shareLongerThan(weights: GapWeights, seconds: number): number {
  let longer = 0;
  let all = 0;
  let from = 0;
  for (let bucket = 0; bucket < weights.length; bucket++) {
    const weight = weights[bucket] ?? 0;
    const to = gapEdgesSeconds[bucket] ?? Number.POSITIVE_INFINITY;
    all += weight;
    if (seconds <= from || to === Number.POSITIVE_INFINITY) longer += weight;
    else if (seconds < to) longer += (weight * (to - seconds)) / (to - from);
    from = to;
  }
  return all > 0 ? longer / all : 0;
}

/** Share of a standard normal below a value, to 1e-7 (Abramowitz and Stegun, 26.2.17). */
function normalShareBelow(value: number): number {
  const scaled = 1 / (1 + 0.2316419 * Math.abs(value));
  const density = 0.3989422804 * Math.exp((-value * value) / 2);
  const series =
    scaled *
    (0.31938153 + scaled * (-0.356563782 + scaled * (1.781477937 + scaled * (-1.821255978 + scaled * 1.330274429))));
  return value >= 0 ? 1 - density * series : density * series;
}
