import type { MissReason } from '../../core/index.ts';

/**
 * What happened in a span of time and what it saved: sums over turns and pings. Money is whole nano-dollars, as the bills
 * say it; what bills do not say (misses, discarded replies) is priced anew when the report is made. A sum covers what is
 * known and is absent where nothing is; how much it leaves out stands beside it.
 */
export interface RecordReport {
  readonly conversations: number;
  /** Start of the first and of the last turn; absent: there is none. */
  readonly firstAtMs?: number;
  readonly lastAtMs?: number;
  readonly turns: TurnSums;
  readonly groups: Readonly<Record<ReportGrouping, readonly TurnGroup[]>>;
  /** Turns of `observe` that `route` would have sent to another tier than the reasoning one. */
  readonly wouldHaveGone: number;
  readonly pings: PingSums;
  readonly pingGroups: readonly PingGroup[];
  /** The turns' saving less what pings cost. */
  readonly netSavedNanoUsd?: number;
  /** Turns with a second attempt because the first one's reply was discarded. */
  readonly escalatedTurns: number;
  /** Attempts of the reasoning tier beside a slow one. */
  readonly hedges: number;
  readonly discarded: readonly DiscardedReplies[];
  /** In the order of `missReasons`. */
  readonly misses: readonly MissSum[];
  readonly uncached: readonly UncachedClient[];
  /** Models that answered and have no price, by calls. */
  readonly unpriced: readonly { readonly model: string; readonly calls: number }[];
}

/** What turns are grouped by. Tier and model are those that answered. */
export type ReportGrouping = 'tier' | 'model' | 'reason' | 'client';

/** Turns with their money. */
export interface TurnSums {
  readonly turns: number;
  /** Nothing is billed for them: upstream refused them, or was not reached. */
  readonly unbilledTurns: number;
  readonly costNanoUsd?: number;
  /** Billed, but with no usage told or by a model without a price. */
  readonly turnsOfUnknownCost: number;
  /** Modelled. */
  readonly baselineNanoUsd?: number;
  /** Baseline less cost where both are known; below zero where routing cost more. */
  readonly savedNanoUsd?: number;
  readonly turnsOfUnknownSaving: number;
  /** The baseline of just those turns: what `savedNanoUsd` is a share of. */
  readonly comparedNanoUsd?: number;
}

export interface TurnGroup extends TurnSums {
  readonly name: string;
}

/** Pings with what they cost. */
export interface PingSums {
  readonly pings: number;
  readonly costNanoUsd?: number;
  readonly pingsOfUnknownCost: number;
}

/** Pings of one model that ended alike. */
export interface PingGroup extends PingSums {
  readonly model: string;
  /** They kept a cache; else how they ended. */
  readonly outcome: string;
}

/** Replies that no client saw, by verdict and model. */
export interface DiscardedReplies {
  readonly verdict: string;
  readonly model: string;
  readonly replies: number;
  readonly costNanoUsd?: number;
  /** No usage was told before they were given up, or the model has no price. */
  readonly repliesOfUnknownCost: number;
}

/** Tokens missed for one reason. */
export interface MissSum {
  readonly reason: MissReason;
  readonly turns: number;
  readonly tokens: number;
  /** Modelled: what they cost beyond reading them. */
  readonly costNanoUsd?: number;
  readonly tokensOfUnknownCost: number;
}

/** A client whose managed turns asked for no caching, though their prompts were long enough. */
export interface UncachedClient {
  readonly client: string;
  readonly turns: number;
  /** Tokens that stood in the prompt before and were paid for in full. */
  readonly tokens: number;
  /**
   * Modelled: what moving breakpoints would have saved at most, had no cache lapsed: the tokens before read, all others
   * written. Below zero where they would have cost more.
   */
  readonly avoidableNanoUsd?: number;
  readonly turnsOfUnknownCost: number;
}
