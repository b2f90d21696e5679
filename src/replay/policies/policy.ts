import type { CacheTtl, FinalResponse } from '../../core/index.ts';
import type { ConversationCaches } from '../accounting/cache-model.ts';
import type { Tier, TierPair } from '../accounting/tier-model.ts';
import type { Keeper } from '../keeper.ts';
import type { RecordedTurn, Trajectory } from '../trajectory.ts';

/** What every policy is told before a replay. */
export interface PolicySetting {
  readonly tiers: TierPair;
  readonly caching: boolean;
  /** Dollars that a second is worth in the objective. */
  readonly secondWorthUsd: number;
  /** Who may end a loop; absent: whoever answers. */
  readonly finalResponse?: FinalResponse;
}

/** What one tier's model holds of this conversation when a turn begins. */
export interface TierCache {
  /** Tokens of this turn's prompt that it would read; 0 when never used, lapsed or out of reach. */
  readonly cachedTokens: number;
  /** Seconds since the model was last used or pinged here; absent: never. Past the TTL the cache has lapsed. */
  readonly ageSeconds?: number;
}

/** What a policy may know of a turn before it is answered: nothing of its reply, nothing of later turns. */
export interface TurnView {
  readonly index: number;
  readonly atSeconds: number;
  /** Seconds since the turn before began; absent on the first. */
  readonly gapSeconds?: number;
  readonly after: RecordedTurn['after'];
  readonly inputTokens: number;
  readonly sharedPrefixTokens: number;
  /** Results at the tail that were errors; absent where not recorded. */
  readonly toolErrors?: number;
  readonly simple: boolean;
  /** Signals of core as read under a policy, by its version; absent where the source kept too little. */
  readonly signals?: RecordedTurn['signals'];
  readonly caches: Readonly<Record<Tier, TierCache>>;
  /** What this turn's breakpoints ask for; absent: five minutes. */
  readonly ttl?: CacheTtl;
  /** Tokens that the reasoning tier's model would read had it answered every turn. */
  readonly baselineCachedTokens: number;
  /** The turn before and how it went; absent on the first. Its tools are those whose results this turn holds. */
  readonly previous?: TurnOutcome;
}

/** How a turn went, told once it is answered. */
export interface TurnOutcome {
  readonly tier: Tier;
  readonly nanoUsd: number;
  readonly seconds: number;
  readonly inputTokens: number;
  readonly cachedTokens: number;
  /** Of the prompt, by the call that the client saw. */
  readonly writtenTokens: number;
  readonly outputTokens: number;
  /** Tools that the reply called; absent where not recorded. */
  readonly tools?: readonly string[];
  readonly stopReason?: string;
  /** The reply ended its loop; absent where that is not recorded. */
  readonly final?: boolean;
}

/** One conversation under an online policy. */
export interface PolicyConversation {
  choose(turn: TurnView): Tier;
  /** What a turn's breakpoints ask for, asked before its tier; absent: five minutes. */
  ttl?(turn: TurnView): CacheTtl;
  told?(outcome: TurnOutcome): void;
  /** Who may end a loop under this policy, whatever the setting says. */
  readonly finalResponse?: FinalResponse | undefined;
  /** Decides about the pings of the reasoning tier's cache, before any keeper that the replay was given. */
  readonly keep?: Keeper;
  /** Called once, after the last turn. */
  ended?(): void;
}

/** Answers turn by turn from the past and the present. One `OnlineRun` sees a file's conversations in their order and may learn from them. */
export interface OnlinePolicy {
  readonly kind: 'online';
  readonly name: string;
  start(setting: PolicySetting): OnlineRun;
}

/** A policy under way on one input. */
export interface OnlineRun {
  begin(conversation: ConversationView): PolicyConversation;
}

/** What is known of a conversation as it begins. */
export interface ConversationView {
  readonly id?: string;
  readonly subagent?: string;
}

/** Sees the whole conversation, future included: a bound, not something one could run. */
export interface HindsightPolicy {
  readonly kind: 'hindsight';
  readonly name: string;
  plan(conversation: Trajectory, setting: PolicySetting, caches: ConversationCaches): Plan;
}

/** A tier for every turn and, optionally, how many pings keep the reasoning tier's cache after each. */
export interface Plan {
  readonly tiers: readonly Tier[];
  readonly pings?: readonly number[];
}

export type Policy = OnlinePolicy | HindsightPolicy;
