import type { Decision } from './decision.ts';

/** Why an upstream call was made. */
export type AttemptPurpose = 'turn' | 'escalation' | 'hedge' | 'ping' | 'check';

/** Tokens as billed by one upstream call. Total input is the sum of the three input fields. */
export interface Usage {
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly cacheReadTokens: number;
  readonly cacheWriteTokens: number;
  /** The split of `cacheWriteTokens` where the API gave it. */
  readonly cacheWrite5mTokens?: number;
  readonly cacheWrite1hTokens?: number;
  readonly thinkingTokens?: number;
  readonly serviceTier?: string;
  readonly inferenceGeo?: string;
  readonly speed?: string;
  readonly webSearchRequests?: number;
  readonly webFetchRequests?: number;
  /** One entry a model call inside the turn (`usage.iterations`), which may name other models. */
  readonly iterations?: readonly UsageIteration[];
}

/** One entry of `usage.iterations`. */
export interface UsageIteration {
  readonly type: string;
  readonly model?: string;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly cacheReadTokens: number;
  readonly cacheWriteTokens: number;
}

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
  | 'unreachable';

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
  /** The model the reply names, where it differs from the one asked for. */
  readonly repliedModel?: string;
  readonly errorType?: string;
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
  readonly mode: Mode;
  readonly client: string;
  readonly user?: string;
  readonly cohort?: string;
  readonly stream: boolean;
  readonly requestedModel: string;
  readonly decision: Decision;
  /** What really was served; differs from the decision in `observe`. */
  readonly servedTier: string;
  readonly servedModel: string;
  readonly status?: number;
  readonly attempts: readonly Attempt[];
}

/** `first`, `next` turn of a path, a `fork` off an earlier turn, a `sibling` sent in parallel, or a `retry` of a failed one. */
export type TurnPlace = 'first' | 'next' | 'fork' | 'sibling' | 'retry';
