import type { PingEvent, PriceRow, TurnEvent } from '../../core/index.ts';
import type { PingFilter, RecordFailure, RecordTotals, TimeSpan, TurnFilter } from '../record.ts';
import type { RecordReport } from '../report/report.ts';

/** What the serving thread asks of a SQLite thread. */
export type ThreadRequest =
  /** Opens and migrates now instead of at the first other request. */
  | { readonly kind: 'open' }
  /** Turns and pings as JSON text, in one transaction. */
  | { readonly kind: 'write'; readonly events: readonly string[] }
  | { readonly kind: 'prune'; readonly beforeMs: number }
  | { readonly kind: 'turns'; readonly filter: TurnFilter }
  | { readonly kind: 'pings'; readonly filter: PingFilter }
  | { readonly kind: 'totals'; readonly span: TimeSpan }
  | { readonly kind: 'report'; readonly span: TimeSpan; readonly ownPrices: readonly PriceRow[] }
  | { readonly kind: 'close' };

/** The answers; `failed` may come to any request. */
export type ThreadReply =
  | { readonly kind: 'done' }
  | { readonly kind: 'written'; readonly refused: readonly RecordFailure[] }
  | { readonly kind: 'pruned'; readonly more: boolean }
  | { readonly kind: 'turns'; readonly turns: readonly TurnEvent[] }
  | { readonly kind: 'pings'; readonly pings: readonly PingEvent[] }
  | { readonly kind: 'totals'; readonly totals: RecordTotals }
  | { readonly kind: 'report'; readonly report: RecordReport }
  | { readonly kind: 'failed'; readonly failure: RecordFailure };

/** Why a reply is not the one that was asked for. */
export function failureOf(reply: ThreadReply): RecordFailure {
  if (reply.kind === 'failed') return reply.failure;
  return { code: 'protocol', message: `the SQLite thread answered ${reply.kind}` };
}

/** A request or its answer on the wire between the threads, joined by `id`. */
export interface Envelope<Content> {
  readonly id: number;
  readonly content: Content;
}

/** What a thread is started with. */
export interface ThreadSettings {
  readonly path: string;
  /** How long SQLite waits for a lock that another connection holds. */
  readonly busyTimeoutMs: number;
  /** The reader also migrates and prunes: what needs more code than writing turns. */
  readonly role: 'writer' | 'reader';
}
