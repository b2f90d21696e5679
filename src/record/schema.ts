import type { AttemptEnd, AttemptPurpose, Mode, TurnPlace } from '../core/index.ts';

/**
 * The tables, one schema for every store. Times are milliseconds since 1970 or durations in milliseconds, as doubles
 * (a Postgres `integer` would overflow, and it hands a `bigint` over as text). So is money: whole nano-dollars, which a
 * double holds exactly up to nine million dollars. Text columns that hold JSON end in `_json`. Unknown is NULL, never 0 and never ''. Names avoid the words SQL reserves (`user`, `end`): people write
 * queries by hand.
 */
export interface RecordSchema {
  readonly turn: TurnRow;
  readonly attempt: AttemptRow;
  readonly ping: PingRow;
  readonly schema_migration: MigrationRow;
}

/** One turn. Signals are stored without their tool keys, which have a column of their own. */
export interface TurnRow {
  readonly turn_id: string;
  readonly conversation_id: string;
  readonly group_id: string | null;
  readonly parent_conversation_id: string | null;
  readonly place: TurnPlace;
  readonly started_at_ms: number;
  readonly duration_ms: number;
  readonly added_ms: number;
  readonly first_byte_ms: number | null;
  readonly mode: Mode;
  readonly client: string;
  readonly user_hash: string | null;
  readonly cohort: string | null;
  /** 0 or 1. */
  readonly stream: number;
  readonly requested_model: string;
  readonly tier: string;
  readonly model: string;
  readonly reason: string;
  readonly rule_reason: string;
  readonly would_allow_json: string;
  readonly allowed_json: string;
  readonly overlays_json: string;
  readonly quotes_json: string;
  readonly edits_json: string;
  readonly fit_json: string | null;
  readonly signals_json: string;
  readonly tool_keys_json: string;
  readonly rule_errors_json: string;
  readonly policy_version: string;
  readonly variant: string | null;
  readonly served_tier: string;
  readonly served_model: string;
  readonly status: number | null;
  readonly cost_nano_usd: number | null;
  readonly baseline_nano_usd: number | null;
  /** Below zero where routing cost more. */
  readonly saved_nano_usd: number | null;
  readonly baseline_ms: number | null;
  readonly account_routed_nano_usd: number | null;
  readonly account_baseline_nano_usd: number | null;
  readonly arithmetic_json: string | null;
  readonly trace_json: string | null;
  readonly held_ms: number | null;
  readonly missed_json: string | null;
}

/** One ping. Its call is the row of `attempt` with its id for a turn's, ordinal 0. */
export interface PingRow {
  readonly ping_id: string;
  readonly conversation_id: string;
  readonly started_at_ms: number;
  readonly sent_before: number;
  readonly plan_json: string;
  readonly kept_json: string;
}

/** One upstream call of a turn, `ordinal` from 0. All usage columns are NULL when the reply carried no usage. */
export interface AttemptRow {
  readonly turn_id: string;
  readonly ordinal: number;
  readonly purpose: AttemptPurpose;
  readonly tier: string;
  readonly model: string;
  readonly started_at_ms: number;
  readonly first_byte_ms: number | null;
  readonly duration_ms: number;
  readonly ended: AttemptEnd;
  readonly status: number | null;
  readonly request_id: string | null;
  readonly stop_reason: string | null;
  readonly input_tokens: number | null;
  readonly output_tokens: number | null;
  readonly cache_read_tokens: number | null;
  readonly cache_write_tokens: number | null;
  readonly cache_write_5m_tokens: number | null;
  readonly cache_write_1h_tokens: number | null;
  readonly thinking_tokens: number | null;
  readonly service_tier: string | null;
  readonly inference_geo: string | null;
  readonly speed: string | null;
  readonly web_search_requests: number | null;
  readonly web_fetch_requests: number | null;
  readonly iterations_json: string | null;
  readonly replied_model: string | null;
  readonly error_type: string | null;
  readonly cost_nano_usd: number | null;
  readonly verdict: string | null;
  readonly verdict_detail: string | null;
}

/** A migration that was applied. */
export interface MigrationRow {
  readonly number: number;
  readonly name: string;
  readonly applied_at_ms: number;
}
