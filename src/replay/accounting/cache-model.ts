import type { RecordedTurn } from '../trajectory.ts';
import { rangeMinimum } from './range-minimum.ts';

/** Seconds a cache entry lives, counted from the start of the request that wrote or last read it. */
export const cacheTtlSeconds = 300;

/** Shorter prompts leave nothing behind: the smallest cacheable minimum of any model. */
const leastCachedTokens = 512;

/** Tokens of turn `turn`'s prompt that a model whose last use was turn `lastUse` has, if its cache still lives. */
export type CacheReach = (lastUse: number, turn: number) => number;

/** How a conversation's prompts lie in a cache; a function of the last use only, which the oracle relies on. */
export type CacheModel = (turns: readonly RecordedTurn[]) => CacheReach;

/**
 * The simple model: what every prompt since the last use has in common with the one before it, at most the whole prompt
 * of either end. Breakpoints are where they are needed.
 */
export const simpleCacheModel: CacheModel = (turns) => {
  const shared = rangeMinimum(turns.map((turn) => turn.sharedPrefixTokens));
  return (lastUse, turn) => {
    const from = turns[lastUse]?.inputTokens ?? 0;
    if (from < leastCachedTokens) return 0;
    return Math.min(shared(lastUse + 1, turn), from, turns[turn]?.inputTokens ?? 0);
  };
};
