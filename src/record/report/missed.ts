import {
  type Attempt,
  capabilitiesOf,
  costOf,
  costOfMisses,
  given,
  type Misses,
  type MissReason,
  missReasons,
  type PriceBook,
  type TurnEvent,
  type Usage,
} from '../../core/index.ts';
import type { MissSum, UncachedClient } from './report.ts';
import { entryOf, KnownSum } from './sums.ts';

interface Missed {
  turns: number;
  tokens: number;
  tokensOfUnknownCost: number;
  readonly cost: KnownSum;
}

interface Uncached {
  turns: number;
  tokens: number;
  readonly avoidable: KnownSum;
}

/** A turn's answer with its usage. */
interface Answered {
  readonly usage: Usage;
  readonly model: string;
  readonly atMs: number;
}

/** Missed tokens as they are summed up, and what clients that ask for no caching pay for it. */
export class MissAdder {
  readonly #prices: PriceBook;
  readonly #byReason = new Map<MissReason, Missed>();
  readonly #byClient = new Map<string, Uncached>();

  constructor(prices: PriceBook) {
    this.#prices = prices;
  }

  add({ attempts, bill, client, decision }: TurnEvent): void {
    const answer = answeredBy(attempts.at(-1));
    const missed = bill?.missed;
    if (answer === undefined || missed === undefined) return;
    this.#addMisses(answer, missed);
    const isLoop = decision.signals.managed && decision.signals.sideCall === undefined;
    if (isLoop && isUncached(answer)) this.#addUncached(client, answer, missed.no_breakpoint ?? 0);
  }

  misses(): readonly MissSum[] {
    return missReasons.flatMap((reason) => {
      const sum = this.#byReason.get(reason);
      if (sum === undefined) return [];
      const { turns, tokens, tokensOfUnknownCost, cost } = sum;
      return [{ reason, turns, tokens, ...given('costNanoUsd', cost.value), tokensOfUnknownCost }];
    });
  }

  /** Clients with at least one turn that came again with what it had sent before. */
  uncached(): readonly UncachedClient[] {
    return [...this.#byClient]
      .filter(([, { tokens }]) => tokens > 0)
      .map(([client, { turns, tokens, avoidable }]) => ({
        client,
        turns,
        tokens,
        ...given('avoidableNanoUsd', avoidable.value),
        turnsOfUnknownCost: avoidable.unknown,
      }))
      .toSorted((one, other) => other.tokens - one.tokens);
  }

  #addMisses(answer: Answered, missed: Misses): void {
    const costs = costOfMisses({ ...answer, missed }, this.#prices);
    for (const reason of missReasons) {
      const tokens = missed[reason];
      if (tokens === undefined) continue;
      const make = () => ({ turns: 0, tokens: 0, tokensOfUnknownCost: 0, cost: new KnownSum() });
      const sum = entryOf(this.#byReason, reason, make);
      sum.turns += 1;
      sum.tokens += tokens;
      sum.cost.add(costs?.[reason]);
      if (costs === undefined) sum.tokensOfUnknownCost += tokens;
    }
  }

  #addUncached(client: string, answer: Answered, again: number): void {
    const sum = entryOf(this.#byClient, client, () => ({ turns: 0, tokens: 0, avoidable: new KnownSum() }));
    sum.turns += 1;
    sum.tokens += again;
    const { usage } = answer;
    const cached = { inputTokens: 0, cacheReadTokens: again, cacheWriteTokens: usage.inputTokens - again };
    const asPaid = costOf(answer, this.#prices);
    const asCached = costOf({ ...answer, usage: { ...usage, ...cached } }, this.#prices);
    sum.avoidable.add(asPaid === undefined || asCached === undefined ? undefined : asPaid - asCached);
  }
}

function answeredBy(attempt: Attempt | undefined): Answered | undefined {
  if (attempt?.usage === undefined) return undefined;
  const { usage, model, repliedModel, startedAtMs } = attempt;
  return { usage, model: repliedModel ?? model, atMs: startedAtMs };
}

/** Long enough for the model's cache, and nothing of it was read or written. */
function isUncached({ usage, model }: Answered): boolean {
  const minimum = capabilitiesOf(model)?.cacheMinimumTokens ?? Number.POSITIVE_INFINITY;
  return usage.cacheReadTokens + usage.cacheWriteTokens === 0 && usage.inputTokens >= minimum;
}
