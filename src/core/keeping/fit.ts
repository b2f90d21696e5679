import { bucketCount } from './bucket.ts';
import { reachedBuckets, returnBucket, type Wait } from './observe.ts';
import { endings } from './pace.ts';
import { type Count, expectedWithout, keptIndexOf, type ReturnModel } from './return-model.ts';
import { type FactorName, factorNames, factors } from './situation.ts';

/** A model from many waits at once: plain counts by ending and bucket, then each factor against all others, in turn, twice. */
export function fitReturnModel(waits: readonly Wait[], origin: string): ReturnModel {
  let model = withoutFactors(waits, origin);
  for (const name of [...factorNames, ...factorNames])
    model = { ...model, factors: { ...model.factors, [name]: factorCounts(model, name, waits) } };
  return model;
}

function withoutFactors(waits: readonly Wait[], origin: string): ReturnModel {
  const base = (ending: string): readonly Count[] => {
    const own = waits.filter(({ situation }) => situation.ending === ending);
    return Array.from({ length: bucketCount }, (_, index) => ({
      seen: own.filter((wait) => returnBucket(wait) === index + 1).length,
      of: own.filter((wait) => reachedBuckets(wait) > index).length,
    }));
  };
  const [toolUse = [], endTurn = [], other = [], subagent = []] = endings.map(base);
  return {
    version: origin,
    origin,
    observedWaits: 0,
    base: { tool_use: toolUse, end_turn: endTurn, other, subagent },
    factors: { lastLapse: {}, turns: {}, prefix: {} },
    kept: keptCounts(waits),
  };
}

function keptCounts(waits: readonly Wait[]): readonly Count[] {
  return [0, 1, 2].map((group) => {
    const shares = waits.flatMap((wait) => {
      const bucket = returnBucket(wait);
      return bucket !== undefined && keptIndexOf(bucket) === group ? [wait.keptShare ?? 0] : [];
    });
    return { seen: shares.reduce((sum, share) => sum + share, 0), of: shares.length };
  });
}

function factorCounts(model: ReturnModel, name: FactorName, waits: readonly Wait[]): Readonly<Record<string, Count>> {
  const counts: Record<string, { seen: number; of: number }> = {};
  for (const wait of waits) {
    const back = returnBucket(wait);
    for (let bucket = 1; bucket <= reachedBuckets(wait); bucket += 1) {
      const level = factors[name](wait.situation, bucket);
      counts[level] ??= { seen: 0, of: 0 };
      counts[level].seen += bucket === back ? 1 : 0;
      counts[level].of += expectedWithout(model, wait.situation, { bucket, without: name });
    }
  }
  return counts;
}
