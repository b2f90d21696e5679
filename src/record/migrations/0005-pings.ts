import type { SchemaModule } from 'kysely';

/** Pings, each with one row in `attempt` under its id. */
export async function pings(schema: SchemaModule): Promise<void> {
  await schema
    .createTable('ping')
    .addColumn('ping_id', 'text', (column) => column.primaryKey().notNull())
    .addColumn('conversation_id', 'text', (column) => column.notNull())
    .addColumn('started_at_ms', 'double precision', (column) => column.notNull())
    .addColumn('sent_before', 'integer', (column) => column.notNull())
    .addColumn('plan_json', 'text', (column) => column.notNull())
    .addColumn('kept_json', 'text', (column) => column.notNull())
    .execute();
  await schema.createIndex('ping_by_time').on('ping').column('started_at_ms').execute();
}
