import { asAsked, costOf, given, type PriceBook, reasoningTier, type TurnEvent } from '../../core/index.ts';
import { DiscardedAdder } from './discarded.ts';
import { MissAdder } from './missed.ts';
import { PingAdder, type PingCall } from './pings.ts';
import type { RecordReport, ReportGrouping, TurnGroup } from './report.ts';
import { entryOf, lessKnown } from './sums.ts';
import { TurnAdder } from './turn-sums.ts';

const groupings: Readonly<Record<ReportGrouping, (event: TurnEvent) => string>> = {
  tier: ({ servedTier }) => servedTier,
  model: ({ servedModel }) => servedModel,
  reason: ({ decision }) => decision.reason,
  client: ({ client }) => client,
};

/** A report under way: turns and pings go in, in any order, and nothing of them stays but sums and the conversations' ids. */
export class ReportAdder {
  readonly #prices: PriceBook;
  readonly #conversations = new Set<string>();
  readonly #turns = new TurnAdder();
  readonly #groups = {
    tier: new Map<string, TurnAdder>(),
    model: new Map<string, TurnAdder>(),
    reason: new Map<string, TurnAdder>(),
    client: new Map<string, TurnAdder>(),
  };
  readonly #unpriced = new Map<string, number>();
  readonly #discarded: DiscardedAdder;
  readonly #missed: MissAdder;
  readonly #pings = new PingAdder();
  #firstAtMs: number | undefined;
  #lastAtMs: number | undefined;
  #wouldHaveGone = 0;

  constructor(prices: PriceBook) {
    this.#prices = prices;
    this.#discarded = new DiscardedAdder(prices);
    this.#missed = new MissAdder(prices);
  }

  add(event: TurnEvent): void {
    this.#conversations.add(event.conversationId);
    this.#firstAtMs = Math.min(this.#firstAtMs ?? event.startedAtMs, event.startedAtMs);
    this.#lastAtMs = Math.max(this.#lastAtMs ?? event.startedAtMs, event.startedAtMs);
    this.#turns.add(event);
    for (const grouping of ['tier', 'model', 'reason', 'client'] as const)
      entryOf(this.#groups[grouping], groupings[grouping](event), () => new TurnAdder()).add(event);
    const { tier } = event.decision;
    if (event.mode === 'observe' && tier !== reasoningTier && tier !== asAsked) this.#wouldHaveGone += 1;
    this.#discarded.add(event.attempts);
    this.#missed.add(event);
    this.#noteUnpriced(event);
  }

  addPing(ping: PingCall): void {
    this.#pings.add(ping);
  }

  report(): RecordReport {
    const turns = this.#turns.sums();
    const pings = this.#pings.sums();
    const { tier, model, reason, client } = this.#groups;
    return {
      conversations: this.#conversations.size,
      ...given('firstAtMs', this.#firstAtMs),
      ...given('lastAtMs', this.#lastAtMs),
      turns,
      groups: { tier: listOf(tier), model: listOf(model), reason: listOf(reason), client: listOf(client) },
      wouldHaveGone: this.#wouldHaveGone,
      pings,
      pingGroups: this.#pings.groups(),
      ...lessKnown(turns.savedNanoUsd, pings.costNanoUsd),
      escalatedTurns: this.#discarded.escalatedTurns,
      hedges: this.#discarded.hedges,
      discarded: this.#discarded.groups(),
      misses: this.#missed.misses(),
      uncached: this.#missed.uncached(),
      unpriced: [...this.#unpriced]
        .map(([name, calls]) => ({ model: name, calls }))
        .toSorted((one, other) => other.calls - one.calls),
    };
  }

  /** A call with usage whose cost the bill does not know, nor these prices. */
  #noteUnpriced({ attempts, bill }: TurnEvent): void {
    if (bill?.costNanoUsd !== undefined) return;
    for (const { usage, model, repliedModel, startedAtMs } of attempts) {
      const name = repliedModel ?? model;
      if (usage !== undefined && costOf({ usage, model: name, atMs: startedAtMs }, this.#prices) === undefined)
        this.#unpriced.set(name, (this.#unpriced.get(name) ?? 0) + 1);
    }
  }
}

function listOf(groups: ReadonlyMap<string, TurnAdder>): readonly TurnGroup[] {
  return [...groups]
    .map(([name, adder]) => ({ name, ...adder.sums() }))
    .toSorted((one, other) => other.turns - one.turns || (one.name < other.name ? -1 : 1));
}
