import { bucketCount, bucketOf, pingEveryMs } from './bucket.ts';
import { type Count, expectedWithout, keptIndexOf, type ReturnModel } from './return-model.ts';
import { type FactorName, factors, type Situation } from './situation.ts';

/** A wait that is over, or given up. */
export interface Wait {
  readonly situation: Situation;
  /** From the start of the last turn to the start of the next, or until nobody waited any more. */
  readonly idleMs: number;
  /** Somebody came back. Else only that nobody came for so long is known. */
  readonly isReturn: boolean;
  /** Share of the kept prefix that the turn read; absent where nothing was kept, so that nothing can be said. */
  readonly keptShare?: number;
}

/**
 * The model after one more wait. Waits within the cache's lifetime say nothing here. Old counts fade: a count that has
 * grown past its memory is scaled down to it, so that a deployment's own habits outweigh the prior in the end.
 */
export function observe(model: ReturnModel, wait: Wait): ReturnModel {
  const reached = reachedBuckets(wait);
  if (reached === 0) return model;
  const observedWaits = model.observedWaits + 1;
  return {
    ...model,
    observedWaits,
    version: `${model.origin}+${observedWaits}`,
    base: { ...model.base, [wait.situation.ending]: observedBase(model, wait, reached) },
    factors: {
      lastLapse: observedFactor(model, 'lastLapse', wait),
      turns: observedFactor(model, 'turns', wait),
      prefix: observedFactor(model, 'prefix', wait),
    },
    kept: observedKept(model, wait),
  };
}

/** The buckets that a wait went through, the one it ended in included: what it was at risk in. */
export function reachedBuckets({ idleMs, isReturn }: Wait): number {
  const whole = isReturn ? bucketOf(idleMs) : Math.floor(idleMs / pingEveryMs) - 1;
  return Math.max(0, Math.min(bucketCount, whole));
}

/** The bucket in which somebody came back; `undefined` when nobody did within twelve. */
export function returnBucket({ idleMs, isReturn }: Wait): number | undefined {
  const bucket = bucketOf(idleMs);
  return isReturn && bucket >= 1 && bucket <= bucketCount ? bucket : undefined;
}

/** Waits that one count remembers. */
const memory = 1_000;

function faded({ seen, of }: Count): Count {
  const scale = Math.min(1, memory / of);
  return { seen: seen * scale, of: of * scale };
}

function observedBase(model: ReturnModel, wait: Wait, reached: number): readonly Count[] {
  const back = returnBucket(wait);
  return model.base[wait.situation.ending].map(({ seen, of }, index) =>
    index < reached ? faded({ seen: seen + (index + 1 === back ? 1 : 0), of: of + 1 }) : { seen, of },
  );
}

/** Returns seen and expected at the levels of one factor that a wait went through. */
function observedFactor(model: ReturnModel, name: FactorName, wait: Wait): ReturnModel['factors'][FactorName] {
  const counts = { ...model.factors[name] };
  const back = returnBucket(wait);
  for (let bucket = 1; bucket <= reachedBuckets(wait); bucket += 1) {
    const level = factors[name](wait.situation, bucket);
    const { seen, of } = counts[level] ?? { seen: 0, of: 0 };
    const expected = expectedWithout(model, wait.situation, { bucket, without: name });
    counts[level] = faded({ seen: seen + (bucket === back ? 1 : 0), of: of + expected });
  }
  return counts;
}

function observedKept(model: ReturnModel, wait: Wait): readonly Count[] {
  const back = returnBucket(wait);
  const { keptShare } = wait;
  if (back === undefined || keptShare === undefined) return model.kept;
  return model.kept.map(({ seen, of }, index) =>
    index === keptIndexOf(back) ? faded({ seen: seen + keptShare, of: of + 1 }) : { seen, of },
  );
}
