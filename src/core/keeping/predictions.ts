import { reachedBuckets, returnBucket, type Wait } from './observe.ts';
import { type ReturnModel, returnProbabilities } from './return-model.ts';

/** What the model said of one bucket of a wait, and what came. */
export interface Prediction {
  readonly returnProbability: number;
  readonly isReturn: boolean;
}

/** The model's word on every bucket that a wait went through: to hold against what came. */
export function predictionsOf(model: ReturnModel, wait: Wait): readonly Prediction[] {
  const back = returnBucket(wait);
  return returnProbabilities(model, wait.situation)
    .slice(0, reachedBuckets(wait))
    .map((returnProbability, index) => ({ returnProbability, isReturn: index + 1 === back }));
}
