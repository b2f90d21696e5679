import type { Attempt } from '../core/index.ts';

/** What a turn's calls used in all. The sums cover the `known` calls; `unknown` calls carried no usage. */
export interface TokenSum {
  readonly known: number;
  readonly unknown: number;
  /** The whole input: uncached, read from and written to the cache. */
  readonly promptTokens: number;
  readonly outputTokens: number;
  readonly cacheReadTokens: number;
  readonly cacheWriteTokens: number;
}

/** Adds up every call of a turn: an escalated turn is billed twice, and shows it. */
export function sumTokens(attempts: readonly Attempt[]): TokenSum {
  const usages = attempts.flatMap(({ usage }) => (usage === undefined ? [] : [usage]));
  const sum = (field: 'inputTokens' | 'outputTokens' | 'cacheReadTokens' | 'cacheWriteTokens') =>
    usages.reduce((total, usage) => total + usage[field], 0);
  const cacheReadTokens = sum('cacheReadTokens');
  const cacheWriteTokens = sum('cacheWriteTokens');
  return {
    known: usages.length,
    unknown: attempts.length - usages.length,
    promptTokens: sum('inputTokens') + cacheReadTokens + cacheWriteTokens,
    outputTokens: sum('outputTokens'),
    cacheReadTokens,
    cacheWriteTokens,
  };
}
