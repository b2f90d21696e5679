import type { SchemaModule } from 'kysely';

/** What turns cost beside their baseline, what choices rested on, and what a restart rebuilds its knowledge from. */
export async function bills(schema: SchemaModule): Promise<void> {
  for (const name of amounts) await schema.alterTable('turn').addColumn(name, 'double precision').execute();
  for (const name of ['arithmetic_json', 'trace_json']) {
    await schema.alterTable('turn').addColumn(name, 'text').execute();
  }
  await schema.alterTable('attempt').addColumn('cost_nano_usd', 'double precision').execute();
}

/** SQLite adds one column a statement. */
const amounts = [
  'cost_nano_usd',
  'baseline_nano_usd',
  'saved_nano_usd',
  'baseline_ms',
  'account_routed_nano_usd',
  'account_baseline_nano_usd',
];
