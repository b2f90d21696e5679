import type { SchemaModule } from 'kysely';

/** Tokens that turns could have read from the cache and did not, by why. */
export async function misses(schema: SchemaModule): Promise<void> {
  await schema.alterTable('turn').addColumn('missed_json', 'text').execute();
}
