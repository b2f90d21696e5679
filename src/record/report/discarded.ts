import { type Attempt, costOf, given, type PriceBook } from '../../core/index.ts';
import type { DiscardedReplies } from './report.ts';
import { entryOf, KnownSum } from './sums.ts';

interface Discarded {
  readonly verdict: string;
  readonly model: string;
  replies: number;
  readonly cost: KnownSum;
}

/** Discarded replies as they are summed up. */
export class DiscardedAdder {
  readonly #prices: PriceBook;
  readonly #groups = new Map<string, Discarded>();
  escalatedTurns = 0;
  hedges = 0;

  constructor(prices: PriceBook) {
    this.#prices = prices;
  }

  add(attempts: readonly Attempt[]): void {
    if (attempts.some(({ purpose }) => purpose === 'escalation')) this.escalatedTurns += 1;
    for (const attempt of attempts) {
      if (attempt.purpose === 'hedge') this.hedges += 1;
      if (attempt.verdict !== undefined) this.#addReply(attempt, attempt.verdict.reason);
    }
  }

  groups(): readonly DiscardedReplies[] {
    return [...this.#groups.values()]
      .map(({ verdict, model, replies, cost }) => ({
        verdict,
        model,
        replies,
        ...given('costNanoUsd', cost.value),
        repliesOfUnknownCost: cost.unknown,
      }))
      .toSorted((one, other) => other.replies - one.replies);
  }

  #addReply({ model, usage, repliedModel, startedAtMs, status }: Attempt, verdict: string): void {
    const make = () => ({ verdict, model, replies: 0, cost: new KnownSum() });
    const group = entryOf(this.#groups, `${verdict} ${model}`, make);
    group.replies += 1;
    const isRefused = usage === undefined && status !== undefined && status >= 400;
    const priced = usage && costOf({ usage, model: repliedModel ?? model, atMs: startedAtMs }, this.#prices);
    group.cost.add(isRefused ? 0 : priced);
  }
}
