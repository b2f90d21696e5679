import type { SchemaModule } from 'kysely';

/** What holding a reply cost in time to first byte, and why a held one was discarded. */
export async function heldReplies(schema: SchemaModule): Promise<void> {
  await schema.alterTable('turn').addColumn('held_ms', 'double precision').execute();
  for (const name of ['verdict', 'verdict_detail']) {
    await schema.alterTable('attempt').addColumn(name, 'text').execute();
  }
}
