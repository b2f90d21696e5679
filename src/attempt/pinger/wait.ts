import type { CachedPrefix, Situation, Usage } from '../../core/index.ts';

/** A conversation's cache on one model, from its last turn there on. Holds no content and no credential. */
export interface Wait {
  readonly key: string;
  readonly conversationId: string;
  readonly model: string;
  tier: string;
  /** Salted hash. */
  credential: string;
  situation: Situation;
  /** Start of the last turn, and of the last turn or ping. */
  startedAtMs: number;
  touchedAtMs: number;
  /** When the next ping is due, by the calendar. */
  dueByCalendarMs: number;
  cached: readonly CachedPrefix[];
  sentPings: number;
  /** Ends what was to be done next. */
  cancel: () => void;
  /** The ping under way. */
  flight: AbortController | undefined;
}

/** A turn that has ended, as far as its cache may be kept. */
export interface PingableTurn {
  readonly conversationId: string;
  readonly tier: string;
  readonly model: string;
  readonly subagent: boolean;
  /** Start of the answering call: what the cache's time is counted from. */
  readonly startedAtMs: number;
  readonly stopReason: string | undefined;
  readonly usage: Usage;
  /** Of all its calls; unknown counts as nothing, so that less is risked. */
  readonly costNanoUsd: number | undefined;
  readonly cached: readonly CachedPrefix[];
  /** Salted hash of the credential it was sent with, and whether that is a subscription's. */
  readonly credential: string;
  readonly oauth: boolean;
}

/** Tokens that the turn left in the cache. */
export function cachedTokensOf({ usage }: Pick<PingableTurn, 'usage'>): number {
  return usage.cacheReadTokens + usage.cacheWriteTokens;
}

/** Waits are told apart by conversation and model: a run of turns on another model does not touch the home model's cache. */
export function waitKey(conversationId: string, model: string): string {
  return `${conversationId} ${model}`;
}
