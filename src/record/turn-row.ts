import type { Attempt, Decision, Signals, TurnEvent } from '../core/index.ts';
import { billColumns, billOf } from './bill-columns.ts';
import { known } from './known.ts';
import type { TurnRow } from './schema.ts';

/** The row of a turn. Every column is set, in the same order each time, so one prepared statement serves all rows. */
export function toTurnRow(event: TurnEvent): TurnRow {
  const { decision } = event;
  const { toolKeys, ...signals } = decision.signals;
  return {
    turn_id: event.turnId,
    conversation_id: event.conversationId,
    group_id: event.groupId ?? null,
    parent_conversation_id: event.parentConversationId ?? null,
    place: event.place,
    started_at_ms: event.startedAtMs,
    duration_ms: event.durationMs,
    added_ms: event.addedMs,
    first_byte_ms: event.firstByteMs ?? null,
    mode: event.mode,
    client: event.client,
    user_hash: event.user ?? null,
    cohort: event.cohort ?? null,
    stream: event.stream ? 1 : 0,
    requested_model: event.requestedModel,
    tier: decision.tier,
    model: decision.model,
    reason: decision.reason,
    rule_reason: decision.ruleReason,
    would_allow_json: JSON.stringify(decision.wouldAllow),
    allowed_json: JSON.stringify(decision.allowed),
    overlays_json: JSON.stringify(decision.overlays),
    quotes_json: JSON.stringify(decision.quotes),
    edits_json: JSON.stringify(decision.edits),
    fit_json: textOf(decision.fit),
    signals_json: JSON.stringify(signals),
    tool_keys_json: JSON.stringify(toolKeys),
    rule_errors_json: JSON.stringify(decision.ruleErrors),
    policy_version: decision.policyVersion,
    variant: decision.variant ?? null,
    served_tier: event.servedTier,
    served_model: event.servedModel,
    status: event.status ?? null,
    ...billColumns(event.bill),
    arithmetic_json: textOf(decision.arithmetic),
    trace_json: textOf(event.trace),
    held_ms: event.heldMs ?? null,
  };
}

function textOf(value: object | undefined): string | null {
  return value === undefined ? null : JSON.stringify(value);
}

/** The event that `toTurnRow` was given. */
export function fromTurnRow(row: TurnRow, attempts: readonly Attempt[]): TurnEvent {
  return {
    turnId: row.turn_id,
    conversationId: row.conversation_id,
    ...known('groupId', row.group_id),
    ...known('parentConversationId', row.parent_conversation_id),
    place: row.place,
    startedAtMs: row.started_at_ms,
    durationMs: row.duration_ms,
    addedMs: row.added_ms,
    ...known('firstByteMs', row.first_byte_ms),
    ...known('heldMs', row.held_ms),
    mode: row.mode,
    client: row.client,
    ...known('user', row.user_hash),
    ...known('cohort', row.cohort),
    stream: row.stream === 1,
    requestedModel: row.requested_model,
    decision: decisionOf(row),
    servedTier: row.served_tier,
    servedModel: row.served_model,
    ...known('status', row.status),
    attempts,
    ...known('bill', billOf(row)),
    ...known('trace', row.trace_json === null ? null : JSON.parse(row.trace_json)),
  };
}

function decisionOf(row: TurnRow): Decision {
  const signals: Omit<Signals, 'toolKeys'> = JSON.parse(row.signals_json);
  return {
    tier: row.tier,
    model: row.model,
    reason: row.reason,
    ruleReason: row.rule_reason,
    wouldAllow: JSON.parse(row.would_allow_json),
    overlays: JSON.parse(row.overlays_json),
    allowed: JSON.parse(row.allowed_json),
    quotes: JSON.parse(row.quotes_json),
    ...known('arithmetic', row.arithmetic_json === null ? null : JSON.parse(row.arithmetic_json)),
    edits: JSON.parse(row.edits_json),
    ...(row.fit_json === null ? {} : { fit: JSON.parse(row.fit_json) }),
    signals: { ...signals, toolKeys: JSON.parse(row.tool_keys_json) },
    policyVersion: row.policy_version,
    ...known('variant', row.variant),
    ruleErrors: JSON.parse(row.rule_errors_json),
  };
}
