import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { Kysely, SqliteDialect } from 'kysely';
import { expect, it, onTestFinished } from 'vitest';
import { turnEvent } from '../event.fixture.ts';
import { migrate } from '../migrate.ts';
import { turns } from '../migrations/0001-turns.ts';
import type { RecordSchema } from '../schema.ts';
import { toTurnRow } from '../turn-row.ts';
import { openSqliteRecord } from './open.ts';

it('a file of the first schema keeps its turns, takes bills from then on, and knows nothing of what came before', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'record-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const path = join(folder, 'record.sqlite');
  const old = turnEvent({ attempts: [] });
  await firstSchemaWith(path, old);
  const record = await openSqliteRecord({ path, keepDays: Number.POSITIVE_INFINITY });
  const bill = { costNanoUsd: 4, baselineNanoUsd: 5, savedNanoUsd: 1 };
  const billed = turnEvent({ bill });
  record.sink.tell(billed);
  await record.flush();
  expect(await record.query.turns({ order: 'oldest', limit: 9 })).toStrictEqual([old, billed]);
  expect((await record.query.totals({})).money).toStrictEqual({
    turns: 2,
    ...bill,
    turnsOfUnknownCost: 1,
    turnsOfUnknownSaving: 1,
    pings: 0,
    pingsOfUnknownCost: 0,
    netSavedNanoUsd: 1,
  });
  await record.close();
});

/** A database as the first release left it: its one migration, and a row with its columns alone. */
async function firstSchemaWith(path: string, event: ReturnType<typeof turnEvent>): Promise<void> {
  const raw = new Database(path);
  const database = new Kysely<RecordSchema>({ dialect: new SqliteDialect({ database: raw }) });
  await migrate(database, 0, [{ number: 1, name: 'turns', up: turns }]);
  const columns = raw.pragma('table_info(turn)');
  const names = Array.isArray(columns) ? columns.map(({ name }) => String(name)) : [];
  const row = Object.entries(toTurnRow(event)).filter(([name]) => names.includes(name));
  expect(row.length).toBe(names.length);
  raw
    .prepare(`insert into turn (${row.map(([name]) => name).join()}) values (${row.map(() => '?').join()})`)
    .run(...row.map(([, value]) => value));
  raw.close();
}
