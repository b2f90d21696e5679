import type { Account } from './choice/account.ts';
import type { Decision } from './decision.ts';
import type { CacheTtl, KeepingPlan } from './keeping/index.ts';
import type { CacheParts, Misses } from './miss/index.ts';
import type { Usage } from './usage.ts';

/** Why an upstream call was made. */
export type AttemptPurpose = 'turn' | 'escalation' | 'hedge' | 'ping' | 'check';

/** How an upstream call ended. */
export type AttemptEnd =
  | 'complete'
  /** Upstream answered with an HTTP error; the client saw it. */
  | 'upstream_error'
  /** An `error` event inside a stream that had begun. */
  | 'stream_error'
  /** The connection broke before the reply was whole. */
  | 'cut'
  | 'client_gone'
  | 'timeout'
  | 'unreachable'
  /** We gave it up: its reply was discarded, another attempt was faster, or it was a ping and a turn came. */
  | 'given_up';

/** One upstream call of ours. */
export interface Attempt {
  readonly purpose: AttemptPurpose;
  readonly tier: string;
  readonly model: string;
  readonly startedAtMs: number;
  readonly firstByteMs?: number;
  readonly durationMs: number;
  readonly end: AttemptEnd;
  readonly status?: number;
  readonly requestId?: string;
  readonly stopReason?: string;
  /** Absent: the reply carried none, so its cost is unknown. */
  readonly usage?: Usage;
  /** Whole nano-dollars. Absent: the model is unpriced or the usage unknown. */
  readonly costNanoUsd?: number;
  /** The model the reply names, where it differs from the one asked for. */
  readonly repliedModel?: string;
  readonly errorType?: string;
  /** Why its reply was discarded before the client saw any of it; absent: it was not. */
  readonly verdict?: AttemptVerdict;
}

/** A verdict other than accept. `detail` names tools, statuses and schema keywords, never what was written. */
export interface AttemptVerdict {
  readonly reason: string;
  readonly detail?: string;
}

/** What routing does on this process now. */
export type Mode = 'route' | 'observe' | 'off';

/** One turn, told to every sink, on every surface, in one shape. Holds no message content and no credential. */
export interface TurnEvent {
  readonly turnId: string;
  readonly conversationId: string;
  /** The client's session, where it names one: salted hash. */
  readonly groupId?: string;
  readonly parentConversationId?: string;
  /** How this turn stands to earlier ones of its conversation. */
  readonly place: TurnPlace;
  readonly startedAtMs: number;
  readonly durationMs: number;
  /** Time this process spent before the upstream call began. */
  readonly addedMs: number;
  readonly firstByteMs?: number;
  /** What holding cost in time to first byte: from upstream's first byte (or the end of waiting for it) to the client's. Absent: nothing was held. */
  readonly heldMs?: number;
  readonly mode: Mode;
  readonly client: string;
  readonly user?: string;
  readonly cohort?: string;
  readonly stream: boolean;
  readonly requestedModel: string;
  readonly decision: Decision;
  /** What really was served; differs from the decision in `observe`, and where another attempt answered. */
  readonly servedTier: string;
  readonly servedModel: string;
  readonly status?: number;
  readonly attempts: readonly Attempt[];
  /** Absent where nothing was decided. */
  readonly bill?: TurnBill;
  /** Absent where the request was no turn of a conversation. */
  readonly trace?: TurnTrace;
}

/**
 * What a turn cost, beside what the reasoning tier alone would have cost at the same tokens, from a cache that it alone
 * kept (the baseline, modelled). Whole nano-dollars; what is not known is absent, never 0.
 */
export interface TurnBill {
  /** All attempts. Absent when one of them is unpriced or told no usage. */
  readonly costNanoUsd?: number;
  readonly baselineNanoUsd?: number;
  /** Baseline less cost: negative where routing cost more. */
  readonly savedNanoUsd?: number;
  /** Modelled: the reasoning tier's time for the same tokens. */
  readonly baselineMs?: number;
  /** The conversation's account with this turn in it. */
  readonly account?: Account;
  /** Tokens of the prompt that could have been read from the cache and were not, by why. Absent: the reply told no usage. */
  readonly missed?: Misses;
}

/** What later turns need of this one, so that what is known of conversations and caches can be rebuilt from the record. Salted hashes and counts only. */
export interface TurnTrace {
  /** Where the conversation is looked for: the client's session and agent; '' without one. */
  readonly scope: string;
  /** What shares (control, variants) are drawn by. */
  readonly assignmentKey: string;
  /** Chain hash of the whole transcript. */
  readonly tip: string;
  readonly prefixBytes: number;
  /** The whole prompt, in tokens of the model that answered; absent when the reply told no usage. */
  readonly promptTokens?: number;
  /** Leading tokens equal to the prompt of the turn before, estimated from bytes. */
  readonly sharedTokens?: number;
  readonly simple: boolean;
  /** Turns that the reasoning tier keeps after this one, since an escalation in this loop. Absent: none. */
  readonly cooldownTurns?: number;
  /** Thinking was refused as bound to another beginning, and is dropped from here on. Absent: it was not. */
  readonly dropsBlocks?: boolean;
  /** Ids of the tool calls in the reply. */
  readonly replyCallIds: readonly string[];
  /**
   * What the conversation's breakpoints ask for since this turn where that was chosen (`cacheTtl: auto`), and what an hour
   * has cost it beyond five minutes, below zero once it has paid. Absent: it never asked for an hour.
   */
  readonly lifetime?: { readonly ttl: CacheTtl; readonly extraNanoUsd: number };
  /** What keyed the answering model's cache beside the messages. */
  readonly cacheParts?: CacheParts;
  /** What the answering model has cached since this turn. */
  readonly cached: readonly CachedPrefix[];
  /** What the reasoning tier would have cached had it answered every turn. */
  readonly baselineCached: readonly CachedPrefix[];
}

/** One ping, told to every sink that wants to know. Never a turn; what it cost comes off what was saved. No content, no credential. */
export interface PingEvent {
  readonly pingId: string;
  readonly conversationId: string;
  /** Its purpose is `ping`. */
  readonly attempt: Attempt;
  /** Pings before it since the last turn. */
  readonly sentBefore: number;
  /** What spoke for it. */
  readonly plan: KeepingPlan;
  /** The cache that it kept; empty where it kept none. */
  readonly kept: readonly CachedPrefix[];
}

/** A cached prefix: a model's cache under one fingerprint up to one breakpoint. It lives `ttl` from the start of the request. */
export interface CachedPrefix {
  /** Salted hash of credential, fingerprint and transcript up to the breakpoint. */
  readonly key: string;
  readonly tokens: number;
  readonly ttl: '5m' | '1h';
}

/** `first`, `next` turn of a path, a `fork` off an earlier turn, a `sibling` sent in parallel, or a `retry` of a failed one. */
export type TurnPlace = 'first' | 'next' | 'fork' | 'sibling' | 'retry';
