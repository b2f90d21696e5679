import { costOf, oneHourWrites } from '../models/cost.ts';
import { listPrices, type PriceBook } from '../models/price-book.ts';
import type { Usage } from '../usage.ts';
import { type Misses, type MissReason, missReasons } from './miss-reason.ts';

/** A turn's answer as billed, and what of its prompt was missed. */
export interface MissedUsage {
  readonly usage: Usage;
  /** The model that answered. */
  readonly model: string;
  readonly atMs: number;
  readonly missed: Misses;
}

/** Whole nano-dollars by reason. */
export type MissCosts = Readonly<Partial<Record<MissReason, number>>>;

/**
 * What missed tokens cost beyond reading them, modelled: the same usage with them read instead. They are taken out of what was
 * written (an hour's writes first, which stand first in a prompt), then out of plain input. Of `cold_start` it is what the first
 * write cost, which nothing avoids. `undefined`: the call has no price, or bills several model calls in one.
 */
export function costOfMisses(
  { usage, model, atMs, missed }: MissedUsage,
  prices: PriceBook = listPrices,
): MissCosts | undefined {
  if (usage.iterations !== undefined && usage.iterations.length > 0) return undefined;
  const costs: Partial<Record<MissReason, number>> = {};
  let left = usage;
  let leftNanoUsd = costOf({ usage, model, atMs }, prices);
  for (const reason of missReasons) {
    const tokens = missed[reason];
    if (tokens === undefined) continue;
    left = withRead(left, tokens);
    const nanoUsd = costOf({ usage: left, model, atMs }, prices);
    if (nanoUsd === undefined || leftNanoUsd === undefined) return undefined;
    costs[reason] = leftNanoUsd - nanoUsd;
    leftNanoUsd = nanoUsd;
  }
  return costs;
}

/** The usage with so many more tokens read, at most those that were not. */
function withRead(usage: Usage, tokens: number): Usage {
  const { cacheWrite5mTokens: _five, ...rest } = usage;
  const written = Math.min(tokens, usage.cacheWriteTokens);
  const plain = Math.min(tokens - written, usage.inputTokens);
  return {
    ...rest,
    inputTokens: usage.inputTokens - plain,
    cacheWriteTokens: usage.cacheWriteTokens - written,
    cacheWrite1hTokens: Math.max(0, oneHourWrites(usage) - written),
    cacheReadTokens: usage.cacheReadTokens + written + plain,
  };
}
