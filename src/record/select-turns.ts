import type { Kysely } from 'kysely';
import type { Attempt, TurnEvent } from '../core/index.ts';
import { fromAttemptRow } from './attempt-row.ts';
import type { TimeSpan, TurnFilter } from './record.ts';
import type { RecordSchema } from './schema.ts';
import { fromTurnRow } from './turn-row.ts';

/** Ids in one `in (...)`: SQLite takes 32,766 parameters, Postgres 65,535. */
const idsPerQuery = 1_000;

/** The turns that match, whole. */
export async function selectTurns(database: Kysely<RecordSchema>, filter: TurnFilter): Promise<readonly TurnEvent[]> {
  const direction = filter.order === 'oldest' ? 'asc' : 'desc';
  let query = turnsWithin(database, filter);
  if (filter.conversationId !== undefined) query = query.where('conversation_id', '=', filter.conversationId);
  if (filter.turnId !== undefined) query = query.where('turn_id', '=', filter.turnId);
  const { after } = filter;
  if (after !== undefined) {
    const behind = filter.order === 'oldest' ? '>' : '<';
    query = query.where(({ eb, refTuple, tuple }) =>
      eb(refTuple('started_at_ms', 'turn_id'), behind, tuple(after.startedAtMs, after.turnId)),
    );
  }
  const rows = await query
    .selectAll()
    .orderBy('started_at_ms', direction)
    .orderBy('turn_id', direction)
    .limit(filter.limit)
    .execute();
  const attempts = await selectAttempts(
    database,
    rows.map((row) => row.turn_id),
  );
  return rows.map((row) => fromTurnRow(row, attempts.get(row.turn_id) ?? []));
}

async function selectAttempts(
  database: Kysely<RecordSchema>,
  turnIds: readonly string[],
): Promise<ReadonlyMap<string, readonly Attempt[]>> {
  const attempts = new Map<string, Attempt[]>();
  for (let from = 0; from < turnIds.length; from += idsPerQuery) {
    const rows = await database
      .selectFrom('attempt')
      .selectAll()
      .where('turn_id', 'in', turnIds.slice(from, from + idsPerQuery))
      .orderBy('turn_id')
      .orderBy('ordinal')
      .execute();
    for (const row of rows) {
      const ofTurn = attempts.get(row.turn_id);
      if (ofTurn === undefined) attempts.set(row.turn_id, [fromAttemptRow(row)]);
      else ofTurn.push(fromAttemptRow(row));
    }
  }
  return attempts;
}

/** The turns that started within a span, as the beginning of a query. */
export function turnsWithin(database: Kysely<RecordSchema>, { sinceMs, untilMs }: TimeSpan) {
  let query = database.selectFrom('turn');
  if (sinceMs !== undefined) query = query.where('turn.started_at_ms', '>=', sinceMs);
  if (untilMs !== undefined) query = query.where('turn.started_at_ms', '<', untilMs);
  return query;
}
