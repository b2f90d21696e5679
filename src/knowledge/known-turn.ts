import type {
  Attempt,
  FittedTarget,
  Knowledge,
  MissDiagnosis,
  Policy,
  TurnBill,
  TurnPlace,
  TurnTrace,
} from '../core/index.ts';
import type { CachingCall } from './cached-after.ts';
import type { Prompt } from './prompt.ts';

/** What placing and deciding a turn needs beside its path. */
export interface TurnContext {
  readonly nowMs: number;
  readonly controlShare: number;
  /** Turns that the reasoning tier keeps after an escalation. */
  readonly cooldownTurns: number;
  readonly requestedModel: string;
  readonly prefixBytes: number;
  /** As the client sent it. */
  readonly prompt: Prompt;
  /** Whether the lifetime of its breakpoints is to be chosen; default: they stay as they are. */
  readonly cacheTtl?: 'asked' | 'auto';
  readonly policy: Policy;
}

/** A placed turn, the knowledge to decide it with, and the way to tell how it ended. */
export interface KnownTurn {
  readonly conversationId: string;
  readonly parentConversationId?: string;
  readonly place: TurnPlace;
  readonly knowledge: Knowledge;
  /** What the turn's event says of money and memory. Changes nothing but rate limits: `learn` takes the event in. */
  settle(ending: TurnEnding): TurnSettlement;
}

/** How a turn ended, as far as its bill and later turns care. */
export interface TurnEnding {
  readonly nowMs: number;
  readonly attempts: readonly Attempt[];
  /** What answered, with the edits it was sent with. */
  readonly served: FittedTarget;
  /** The rules would have let another tier than the reasoning one answer. */
  readonly simple: boolean;
  readonly replyCallIds: readonly string[];
  /** The API's own word on a missed cache. */
  readonly missDiagnosis?: MissDiagnosis;
  /** Calls whose replies were discarded: what they read and wrote is cached all the same. */
  readonly discarded?: readonly CachingCall[];
  /** The turn begins a loop: a cooldown of the loop before is over. */
  readonly beginsLoop: boolean;
  /** Thinking was refused as bound to another beginning, and the request sent again without it. */
  readonly dropsBlocks: boolean;
  /** What upstream said of its limits, call by call. */
  readonly limits: readonly LimitWord[];
}

/** What upstream said of a model's limits in one reply. */
export interface LimitWord {
  readonly model: string;
  readonly status?: number;
  readonly retryAfterSeconds?: number;
  /** A limit is used up, or nearly, until then. */
  readonly nearLimitUntilMs?: number;
}

/** What a turn's event says of money and memory. */
export interface TurnSettlement {
  /** Absent: the reply told no usage. */
  readonly bill?: TurnBill;
  readonly trace: TurnTrace;
}
