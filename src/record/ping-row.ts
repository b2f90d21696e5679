import type { Attempt, PingEvent } from '../core/index.ts';
import type { PingRow } from './schema.ts';

/** The row of a ping, without its attempt. Every column is set, in the same order each time. */
export function toPingRow(event: PingEvent): PingRow {
  return {
    ping_id: event.pingId,
    conversation_id: event.conversationId,
    started_at_ms: event.attempt.startedAtMs,
    sent_before: event.sentBefore,
    plan_json: JSON.stringify(event.plan),
    kept_json: JSON.stringify(event.kept),
  };
}

/** The event that `toPingRow` was given, with its attempt. */
export function fromPingRow(row: PingRow, attempt: Attempt): PingEvent {
  return {
    pingId: row.ping_id,
    conversationId: row.conversation_id,
    attempt,
    sentBefore: row.sent_before,
    plan: JSON.parse(row.plan_json),
    kept: JSON.parse(row.kept_json),
  };
}
