import { bucketCount } from './bucket.ts';
import { type Ending, endings } from './pace.ts';
import { type FactorName, factorNames, factors, type Situation } from './situation.ts';

/**
 * When does somebody come back? A discrete hazard: for each idle bucket, the chance that the next turn comes in it, given
 * that none came before. It is a product, each part pooled towards the one before it, so that few observations say little:
 *
 *   how the turn ended and the bucket, towards the bucket alone (after a subagent's last word, towards nobody)
 *   x for each factor, returns seen at its level over returns expected without it, towards 1
 *   x the conversation's own returns in this bucket over those expected of it, towards 1
 */
export interface ReturnModel {
  /** Names the snapshot: where it began, and how many waits it has seen since. A decision tells it. */
  readonly version: string;
  readonly origin: string;
  readonly observedWaits: number;
  /** Per ending, one count a bucket: waits that ended in it, of those that reached it. */
  readonly base: Readonly<Record<Ending, readonly Count[]>>;
  /** Per factor and level: returns seen, and expected by everything but this factor. */
  readonly factors: Readonly<Record<FactorName, Readonly<Record<string, Count>>>>;
  /** For bucket 1 to 2, 3 to 5 and later: the share of the kept prefix that the next turn really read, summed, of so many turns. */
  readonly kept: readonly Count[];
}

/** Something seen so often, of so many or against so many expected. Decayed, so no whole numbers. */
export interface Count {
  readonly seen: number;
  readonly of: number;
}

/** Pseudo-observations that pull a part towards the one before it; cross-validation is flat from a half to twice of each. */
const pull = { base: 10, factor: 20, own: 2, kept: 10 };

/** Nothing is ever certain: a chance above this would let one conversation's habit decide alone. */
const mostLikely = 0.95;

/** Before anything was seen. A stay of the prefix is likely: prompts are append-only. */
const keptAtFirst = 0.9;

/** The chance of a return in bucket 1 to 12, each given that the wait has reached it. */
export function returnProbabilities(model: ReturnModel, situation: Situation): readonly number[] {
  return Array.from({ length: bucketCount }, (_, index) => {
    const expected = expectedWithout(model, situation, { bucket: index + 1 });
    return Math.min(mostLikely, expected * ownRatio(situation, { bucket: index + 1, expected }));
  });
}

/** The share of a kept prefix that the next turn will read: less where prompts are rewritten or entries are evicted. */
export function keptShare(model: ReturnModel, bucket: number): number {
  const { seen, of } = model.kept[keptIndexOf(bucket)] ?? nothing;
  return (seen + pull.kept * keptAtFirst) / (of + pull.kept);
}

/** Where a bucket's kept share is counted. */
export function keptIndexOf(bucket: number): number {
  return bucket <= 2 ? 0 : bucket <= 5 ? 1 : 2;
}

/** The chance in one bucket by all but the conversation's own habit and, where named, one factor. */
export function expectedWithout(
  model: ReturnModel,
  situation: Situation,
  { bucket, without }: { readonly bucket: number; readonly without?: FactorName },
): number {
  let probability = baseProbability(model, situation.ending, bucket);
  for (const name of factorNames) {
    if (name === without) continue;
    const { seen, of } = model.factors[name][factors[name](situation, bucket)] ?? nothing;
    probability *= (seen + pull.factor) / (of + pull.factor);
  }
  return Math.min(mostLikely, probability);
}

const answeredEndings = endings.filter((ending) => ending !== 'subagent');

/** A subagent hands its last word over and is gone: until one is seen to be taken up again, that is next to certain. */
const unanswered = 0.02;

const nothing: Count = { seen: 0, of: 0 };

function baseProbability(model: ReturnModel, ending: Ending, bucket: number): number {
  const own = countOf(model, ending, bucket);
  const towards = ending === 'subagent' ? unanswered : answeredProbability(model, bucket);
  return (own.seen + pull.base * towards) / (own.of + pull.base);
}

/** The bucket alone, over all endings that somebody answers. */
function answeredProbability(model: ReturnModel, bucket: number): number {
  let seen = 1;
  let of = 12;
  for (const ending of answeredEndings) {
    seen += countOf(model, ending, bucket).seen;
    of += countOf(model, ending, bucket).of;
  }
  return seen / of;
}

function countOf(model: ReturnModel, ending: Ending, bucket: number): Count {
  return model.base[ending][bucket - 1] ?? nothing;
}

function ownRatio({ ending, pace }: Situation, { bucket, expected }: { bucket: number; expected: number }): number {
  const own = pace.lapses[ending] ?? [];
  const reached = own.slice(bucket - 1).reduce((sum, count) => sum + count, 0);
  return ((own[bucket - 1] ?? 0) + pull.own) / (reached * expected + pull.own);
}
