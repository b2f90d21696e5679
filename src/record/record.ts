import type { PingEvent, PriceRow, Sink, TurnEvent } from '../core/index.ts';
import type { RecordReport } from './report/report.ts';

/**
 * The record of every turn: a sink to write to, and questions to ask of it. Every store is this one interface, held to
 * it by `conformance.fixture.ts`.
 *
 * Writing never fails and never waits: `sink.tell` queues, and what cannot be kept is counted and said. Reading asks
 * the outside world, so it rejects with a `RecordError` when the store cannot be read.
 */
export interface TurnRecord {
  readonly sink: Sink;
  readonly query: RecordQuery;
  /** What became of the turns told so far. */
  stats(): RecordStats;
  /** Tries to write what is pending now; resolves when it is written, or when the store did not take it. */
  flush(): Promise<void>;
  /** Flushes, then lets go of the store. Resolves within seconds also when the store is gone: the rest counts as failed. */
  close(): Promise<void>;
}

/** What can be asked of the record. Turns that are still pending are not seen. */
export interface RecordQuery {
  /** Turns, at most as many as asked for. */
  turns(filter: TurnFilter): Promise<readonly TurnEvent[]>;
  /**
   * The turns of a span, oldest first, a bounded number at a time: for whoever reads all of them, such as a restart that
   * rebuilds what it knew. Turns written meanwhile are seen where they sort behind those already read.
   */
  batches(span: TimeSpan): AsyncIterable<readonly TurnEvent[]>;
  /** Pings, oldest first. */
  pings(filter: PingFilter): Promise<readonly PingEvent[]>;
  /** What a span of time comes to. */
  totals(span: TimeSpan): Promise<RecordTotals>;
  /** Reads every turn of the span, away from the serving thread; missed and discarded tokens are priced at these rows before the list's. */
  report(span: TimeSpan, ownPrices?: readonly PriceRow[]): Promise<RecordReport>;
}

/** From `sinceMs` (inclusive) to `untilMs` (exclusive), by the turns' start; an absent end is open. */
export interface TimeSpan {
  readonly sinceMs?: number;
  readonly untilMs?: number;
}

/** Which turns to read, and in which order; `newest` first unless told otherwise. */
export interface TurnFilter extends TimeSpan {
  /** Only this turn. */
  readonly turnId?: string;
  readonly conversationId?: string;
  readonly order?: 'newest' | 'oldest';
  /** Only turns that sort behind this one. */
  readonly after?: Pick<TurnEvent, 'startedAtMs' | 'turnId'>;
  /** At most this many turns; a positive integer. */
  readonly limit: number;
}

/** Which pings to read. */
export interface PingFilter extends TimeSpan {
  readonly conversationId?: string;
  /** At most this many; a positive integer. */
  readonly limit: number;
}

/** What a span of time holds. */
export interface RecordTotals {
  readonly turns: readonly TurnTotal[];
  readonly tokens: readonly TokenTotal[];
  readonly money: MoneyTotal;
}

/**
 * What the turns of a span cost in all, in whole nano-dollars. A sum covers the turns it is known of, and is absent when
 * there is none; how many it leaves out stands beside it.
 */
export interface MoneyTotal {
  readonly turns: number;
  readonly costNanoUsd?: number;
  readonly turnsOfUnknownCost: number;
  readonly baselineNanoUsd?: number;
  /** Baseline less cost, where both are known; below zero where routing cost more. */
  readonly savedNanoUsd?: number;
  readonly turnsOfUnknownSaving: number;
  /** What keeping caches warm cost beside the turns; the saving it brought is part of `savedNanoUsd`. */
  readonly pings: number;
  readonly pingNanoUsd?: number;
  readonly pingsOfUnknownCost: number;
  /** `savedNanoUsd` less what pings cost. */
  readonly netSavedNanoUsd?: number;
}

/** Turns that were decided and served alike. */
export interface TurnTotal {
  readonly tier: string;
  readonly model: string;
  readonly reason: string;
  readonly servedTier: string;
  readonly servedModel: string;
  readonly turns: number;
}

/** Tokens of like attempts. A sum covers the attempts with usage only, and is absent when no attempt has any. */
export interface TokenTotal {
  readonly purpose: string;
  readonly tier: string;
  readonly model: string;
  readonly attempts: number;
  /** Attempts whose usage is unknown: the sums leave them out. */
  readonly attemptsWithoutUsage: number;
  readonly inputTokens?: number;
  readonly outputTokens?: number;
  readonly cacheReadTokens?: number;
  readonly cacheWriteTokens?: number;
}

/** Turns told so far, by what became of them: the four counts add up to the calls of `tell`. */
export interface RecordStats {
  readonly written: number;
  /** Refused because the queue was full. */
  readonly dropped: number;
  /** Queued or on their way; the store has not confirmed them. */
  readonly pending: number;
  /** Given up: the store refused the turn itself, or was not there when the record was closed. */
  readonly failed: number;
  /** The latest failure; it stays after a recovery, so look at `atMs`. */
  readonly lastError?: RecordFailure & { readonly atMs: number };
}

/** Why the store did not take or give something; `code` is the store's own where it has one (`SQLITE_BUSY`). */
export interface RecordFailure {
  readonly code: string;
  readonly message: string;
}

/** Told to `onProblem`; the code `recovered` says that turns are being written again. */
export interface RecordProblem extends RecordFailure {
  readonly stats: RecordStats;
}

/** The store could not be read, or the record was closed. */
export class RecordError extends Error {
  readonly code: string;

  constructor(failure: RecordFailure) {
    super(failure.message);
    this.name = 'RecordError';
    this.code = failure.code;
  }
}

/** What a record answers after its end. */
export const closedFailure: RecordFailure = { code: 'closed', message: 'the record was closed' };

/** Any thrown value as a failure: its own `code`, else its name. */
export function toFailure(thrown: unknown): RecordFailure {
  if (!(thrown instanceof Error)) return { code: 'unknown', message: String(thrown) };
  const code = 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : thrown.name;
  return { code, message: thrown.message };
}
