import type { SchemaModule } from 'kysely';

/** Turns and their attempts, to be read by time and by conversation. */
export async function turns(schema: SchemaModule): Promise<void> {
  await createTurn(schema);
  await createAttempt(schema);
  await schema.createIndex('turn_by_time').on('turn').column('started_at_ms').execute();
  await schema.createIndex('turn_by_conversation').on('turn').columns(['conversation_id', 'started_at_ms']).execute();
}

async function createTurn(schema: SchemaModule): Promise<void> {
  await schema
    .createTable('turn')
    .addColumn('turn_id', 'text', (column) => column.primaryKey().notNull())
    .addColumn('conversation_id', 'text', (column) => column.notNull())
    .addColumn('group_id', 'text')
    .addColumn('parent_conversation_id', 'text')
    .addColumn('place', 'text', (column) => column.notNull())
    .addColumn('started_at_ms', 'double precision', (column) => column.notNull())
    .addColumn('duration_ms', 'double precision', (column) => column.notNull())
    .addColumn('added_ms', 'double precision', (column) => column.notNull())
    .addColumn('first_byte_ms', 'double precision')
    .addColumn('mode', 'text', (column) => column.notNull())
    .addColumn('client', 'text', (column) => column.notNull())
    .addColumn('user_hash', 'text')
    .addColumn('cohort', 'text')
    .addColumn('stream', 'integer', (column) => column.notNull())
    .addColumn('requested_model', 'text', (column) => column.notNull())
    .addColumn('tier', 'text', (column) => column.notNull())
    .addColumn('model', 'text', (column) => column.notNull())
    .addColumn('reason', 'text', (column) => column.notNull())
    .addColumn('rule_reason', 'text', (column) => column.notNull())
    .addColumn('would_allow_json', 'text', (column) => column.notNull())
    .addColumn('allowed_json', 'text', (column) => column.notNull())
    .addColumn('overlays_json', 'text', (column) => column.notNull())
    .addColumn('quotes_json', 'text', (column) => column.notNull())
    .addColumn('edits_json', 'text', (column) => column.notNull())
    .addColumn('fit_json', 'text')
    .addColumn('signals_json', 'text', (column) => column.notNull())
    .addColumn('tool_keys_json', 'text', (column) => column.notNull())
    .addColumn('rule_errors_json', 'text', (column) => column.notNull())
    .addColumn('policy_version', 'text', (column) => column.notNull())
    .addColumn('variant', 'text')
    .addColumn('served_tier', 'text', (column) => column.notNull())
    .addColumn('served_model', 'text', (column) => column.notNull())
    .addColumn('status', 'integer')
    .execute();
}

async function createAttempt(schema: SchemaModule): Promise<void> {
  await schema
    .createTable('attempt')
    .addColumn('turn_id', 'text', (column) => column.notNull())
    .addColumn('ordinal', 'integer', (column) => column.notNull())
    .addColumn('purpose', 'text', (column) => column.notNull())
    .addColumn('tier', 'text', (column) => column.notNull())
    .addColumn('model', 'text', (column) => column.notNull())
    .addColumn('started_at_ms', 'double precision', (column) => column.notNull())
    .addColumn('first_byte_ms', 'double precision')
    .addColumn('duration_ms', 'double precision', (column) => column.notNull())
    .addColumn('ended', 'text', (column) => column.notNull())
    .addColumn('status', 'integer')
    .addColumn('request_id', 'text')
    .addColumn('stop_reason', 'text')
    .addColumn('input_tokens', 'integer')
    .addColumn('output_tokens', 'integer')
    .addColumn('cache_read_tokens', 'integer')
    .addColumn('cache_write_tokens', 'integer')
    .addColumn('cache_write_5m_tokens', 'integer')
    .addColumn('cache_write_1h_tokens', 'integer')
    .addColumn('thinking_tokens', 'integer')
    .addColumn('service_tier', 'text')
    .addColumn('inference_geo', 'text')
    .addColumn('speed', 'text')
    .addColumn('web_search_requests', 'integer')
    .addColumn('web_fetch_requests', 'integer')
    .addColumn('iterations_json', 'text')
    .addColumn('replied_model', 'text')
    .addColumn('error_type', 'text')
    .addPrimaryKeyConstraint('attempt_key', ['turn_id', 'ordinal'])
    .execute();
}
