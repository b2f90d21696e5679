import type { Kysely } from 'kysely';
import { type Migration, migrations } from './migrations/index.ts';
import { RecordError } from './record.ts';
import type { RecordSchema } from './schema.ts';

/**
 * The steps this database still lacks. Rejects when it holds a step this program does not know: a newer version wrote
 * it, and writing the old shape beside it would spoil it.
 */
export async function missingMigrations(
  database: Kysely<RecordSchema>,
  steps: readonly Migration[] = migrations,
): Promise<readonly Migration[]> {
  await createMigrationTable(database);
  const applied = await database.selectFrom('schema_migration').select('number').execute();
  const numbers = new Set(applied.map((row) => row.number));
  const newest = Math.max(0, ...numbers);
  if (newest > steps.length) {
    const message = `the record has schema ${newest}, this version knows ${steps.length}: use a newer version`;
    throw new RecordError({ code: 'record_too_new', message });
  }
  return steps.filter((migration) => !numbers.has(migration.number));
}

/**
 * Applies the missing steps. The caller holds an exclusive transaction around it, so that of two processes one migrates
 * and the other finds it done, and a process that dies leaves no half step.
 */
export async function migrate(
  database: Kysely<RecordSchema>,
  nowMs: number,
  steps: readonly Migration[] = migrations,
): Promise<void> {
  for (const { number, name, up } of await missingMigrations(database, steps)) {
    await up(database.schema);
    await database.insertInto('schema_migration').values({ number, name, applied_at_ms: nowMs }).execute();
  }
}

async function createMigrationTable(database: Kysely<RecordSchema>): Promise<void> {
  await database.schema
    .createTable('schema_migration')
    .ifNotExists()
    .addColumn('number', 'integer', (column) => column.primaryKey().notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('applied_at_ms', 'double precision', (column) => column.notNull())
    .execute();
}
