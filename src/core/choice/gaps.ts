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

const logEdges = gapEdgesSeconds.map(Math.log);

/** The weights with one more gap in them. */
export function withGap(weights: GapWeights, gapSeconds: number): GapWeights {
  const shares = sharesOf(gapSeconds);
  return weights.map((weight, bucket) => weight + (shares[bucket] ?? 0));
}

/** What a gap adds to each bucket. The last one's are kept: several statistics take in the same gap. */
function sharesOf(gapSeconds: number): GapWeights {
  if (gapSeconds === last.gapSeconds) return last.shares;
  const center = Math.log(Math.max(gapSeconds, 1));
  let below = 0;
  const shares = Array.from({ length: logEdges.length + 1 }, (_, bucket) => {
    const edge = logEdges[bucket];
    const upTo = edge === undefined ? 1 : normalShareBelow((edge - center) / kernelWidth);
    const share = upTo - below;
    below = upTo;
    return share;
  });
  last = { gapSeconds, shares };
  return shares;
}

let last: { readonly gapSeconds: number; readonly shares: GapWeights } = { gapSeconds: Number.NaN, shares: [] };

/** The share of gaps longer than so many seconds, to be asked often; within a bucket gaps count as evenly spread. */
export function longerThan(weights: GapWeights): (seconds: number) => number {
  // Of each bucket, what lies in it and in all longer ones.
  const fromHere = weights.map(() => 0);
  let all = 0;
  for (let bucket = weights.length - 1; bucket >= 0; bucket--) {
    all += weights[bucket] ?? 0;
    fromHere[bucket] = all;
  }
  return (seconds) => {
    if (all <= 0) return 0;
    let bucket = 0;
    while (bucket < gapEdgesSeconds.length && seconds >= (gapEdgesSeconds[bucket] ?? 0)) bucket += 1;
    const from = gapEdgesSeconds[bucket - 1] ?? 0;
    const to = gapEdgesSeconds[bucket];
    const here = fromHere[bucket] ?? 0;
    if (to === undefined || seconds <= from) return here / all;
    return (here - ((weights[bucket] ?? 0) * (seconds - from)) / (to - from)) / all;
  };
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
