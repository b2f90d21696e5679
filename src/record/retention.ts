import type { Kysely } from 'kysely';
import type { RecordSchema } from './schema.ts';

/** Turns deleted in one go, so that a large clean-up never keeps new turns waiting for long. */
const turnsPerStep = 1_000;

/**
 * Deletes the oldest turns and pings that started before `beforeMs`, with their attempts, at most a step's worth of each.
 * Returns whether there may be more. The caller holds a transaction around it.
 */
export async function deleteTurnsBefore(database: Kysely<RecordSchema>, beforeMs: number): Promise<boolean> {
  const old = database
    .selectFrom('turn')
    .select('turn_id')
    .where('started_at_ms', '<', beforeMs)
    .orderBy('started_at_ms')
    .orderBy('turn_id')
    .limit(turnsPerStep);
  const oldPings = database
    .selectFrom('ping')
    .select('ping_id')
    .where('started_at_ms', '<', beforeMs)
    .orderBy('started_at_ms')
    .orderBy('ping_id')
    .limit(turnsPerStep);
  await database.deleteFrom('attempt').where('turn_id', 'in', oldPings).execute();
  const pings = await database.deleteFrom('ping').where('ping_id', 'in', oldPings).executeTakeFirstOrThrow();
  await database.deleteFrom('attempt').where('turn_id', 'in', old).execute();
  const deleted = await database.deleteFrom('turn').where('turn_id', 'in', old).executeTakeFirstOrThrow();
  return [deleted, pings].some(({ numDeletedRows }) => numDeletedRows >= BigInt(turnsPerStep));
}
