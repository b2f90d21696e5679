import type { RecordedTurn } from '../trajectory.ts';
import { rangeMinimum } from './range-minimum.ts';

/** Seconds a cache entry lives, counted from the start of the request that wrote or last read it. */
export const cacheTtlSeconds = 300;

/** Shorter prompts leave nothing behind: the smallest cacheable minimum of any model. */
const leastCachedTokens = 512;

/** What a cache model has to know of a model. */
export interface CachingModel {
  readonly cacheMinimumTokens: number;
}

/** Tokens of turn `turn`'s prompt that a model whose last use was turn `lastUse` has, if its cache still lives. */
export type CacheReach = (lastUse: number, turn: number, model: CachingModel) => number;

/** How a conversation's prompts lie in caches. */
export interface ConversationCaches {
  /** A function of the last use only, which the oracle relies on. */
  readonly reach: CacheReach;
  /** Tokens up to the prompt's last breakpoint, behind which all is plain input; absent: the whole prompt. */
  writableTokens(turn: number): number | undefined;
}

export type CacheModel = (turns: readonly RecordedTurn[]) => ConversationCaches;

/**
 * The simple model: what every prompt since the last use has in common with the one before it, at most the whole prompt
 * of either end. Breakpoints are where they are needed.
 */
export const simpleCacheModel: CacheModel = (turns) => {
  const common = commonTokens(turns);
  return {
    reach: (lastUse, turn) => ((turns[lastUse]?.inputTokens ?? 0) < leastCachedTokens ? 0 : common(lastUse, turn)),
    writableTokens: () => undefined,
  };
};

/** [DOC] A breakpoint finds an entry that ends at most this many blocks before it. */
const lookbackBlocks = 20;

/**
 * One breakpoint a prompt: where the source was billed for one, else on its last block. A model's last prompt is found
 * when it was long enough to be written up to there and no more than 20 blocks were added since. Blocks are counted where
 * the source knows them, else estimated from the tools.
 */
export const breakpointCacheModel: CacheModel = (turns) => {
  const common = commonTokens(turns);
  const blocksUntil = runningSum(turns.map((turn, index) => turn.newBlocks ?? estimatedBlocks(turn, turns[index - 1])));
  const breakpoints = turns.map(breakpointTokens);
  return {
    reach(lastUse, turn, { cacheMinimumTokens }) {
      const written = breakpoints[lastUse] ?? turns[lastUse]?.inputTokens ?? 0;
      const distance = (blocksUntil[turn] ?? 0) - (blocksUntil[lastUse] ?? 0);
      const isFound = written >= cacheMinimumTokens && distance <= lookbackBlocks;
      return isFound ? Math.min(written, breakpoints[turn] ?? written, common(lastUse, turn)) : 0;
    },
    writableTokens: (turn) => breakpoints[turn],
  };
};

/** The largest cacheable minimum of any model: a longer prompt of which nothing was cached had no breakpoint. */
const mostMinimumTokens = 4_096;

/** Tokens up to a prompt's last breakpoint, by what was billed; `undefined` where that does not show it. */
function breakpointTokens({ inputTokens, cacheReadTokens, cacheWriteTokens }: RecordedTurn): number | undefined {
  if (cacheReadTokens === undefined || cacheWriteTokens === undefined) return undefined;
  const cached = cacheReadTokens + cacheWriteTokens;
  return cached > 0 || inputTokens >= mostMinimumTokens ? cached : undefined;
}

/** The tokens that two prompts and all in between have in common. */
function commonTokens(turns: readonly RecordedTurn[]): (from: number, to: number) => number {
  const shared = rangeMinimum(turns.map((turn) => turn.sharedPrefixTokens));
  return (from, to) => Math.min(shared(from + 1, to), turns[from]?.inputTokens ?? 0, turns[to]?.inputTokens ?? 0);
}

/** At least a call and its result for each tool of the reply before, or that reply's text and a person's. */
function estimatedBlocks(turn: RecordedTurn, before: RecordedTurn | undefined): number {
  return 2 * (turn.after === 'user' ? 1 : Math.max(1, before?.tools?.length ?? 1));
}

function runningSum(values: readonly number[]): readonly number[] {
  let sum = 0;
  return values.map((value) => {
    sum += value;
    return sum;
  });
}
