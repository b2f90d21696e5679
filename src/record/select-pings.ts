import type { Kysely } from 'kysely';
import type { PingEvent } from '../core/index.ts';
import { fromAttemptRow } from './attempt-row.ts';
import { fromPingRow } from './ping-row.ts';
import type { PingFilter, TimeSpan } from './record.ts';
import type { RecordSchema } from './schema.ts';

/** The pings that match, oldest first. */
export async function selectPings(database: Kysely<RecordSchema>, filter: PingFilter): Promise<readonly PingEvent[]> {
  let query = pingsWithin(database, filter);
  if (filter.conversationId !== undefined) query = query.where('ping.conversation_id', '=', filter.conversationId);
  const rows = await query
    .selectAll('attempt')
    .select(['ping.ping_id', 'ping.conversation_id', 'ping.sent_before', 'ping.plan_json', 'ping.kept_json'])
    .orderBy('ping.started_at_ms')
    .orderBy('ping.ping_id')
    .limit(filter.limit)
    .execute();
  return rows.map((row) => fromPingRow(row, fromAttemptRow(row)));
}

/** The pings that began within a span with their attempts, as the beginning of a query. */
export function pingsWithin(database: Kysely<RecordSchema>, { sinceMs, untilMs }: TimeSpan) {
  let query = database.selectFrom('ping').innerJoin('attempt', 'attempt.turn_id', 'ping.ping_id');
  if (sinceMs !== undefined) query = query.where('ping.started_at_ms', '>=', sinceMs);
  if (untilMs !== undefined) query = query.where('ping.started_at_ms', '<', untilMs);
  return query;
}
