import type { Attempt, AttemptVerdict, Usage } from '../core/index.ts';
import { known } from './known.ts';
import type { AttemptRow } from './schema.ts';

/** The row of a turn's attempt. Every column is set, in the same order each time. */
export function toAttemptRow(turnId: string, ordinal: number, attempt: Attempt): AttemptRow {
  return {
    turn_id: turnId,
    ordinal,
    purpose: attempt.purpose,
    tier: attempt.tier,
    model: attempt.model,
    started_at_ms: attempt.startedAtMs,
    first_byte_ms: attempt.firstByteMs ?? null,
    duration_ms: attempt.durationMs,
    ended: attempt.end,
    status: attempt.status ?? null,
    request_id: attempt.requestId ?? null,
    stop_reason: attempt.stopReason ?? null,
    ...usageColumns(attempt.usage),
    replied_model: attempt.repliedModel ?? null,
    error_type: attempt.errorType ?? null,
    cost_nano_usd: attempt.costNanoUsd ?? null,
    verdict: attempt.verdict?.reason ?? null,
    verdict_detail: attempt.verdict?.detail ?? null,
  };
}

function usageColumns(usage: Usage | undefined) {
  return {
    input_tokens: usage?.inputTokens ?? null,
    output_tokens: usage?.outputTokens ?? null,
    cache_read_tokens: usage?.cacheReadTokens ?? null,
    cache_write_tokens: usage?.cacheWriteTokens ?? null,
    cache_write_5m_tokens: usage?.cacheWrite5mTokens ?? null,
    cache_write_1h_tokens: usage?.cacheWrite1hTokens ?? null,
    thinking_tokens: usage?.thinkingTokens ?? null,
    service_tier: usage?.serviceTier ?? null,
    inference_geo: usage?.inferenceGeo ?? null,
    speed: usage?.speed ?? null,
    web_search_requests: usage?.webSearchRequests ?? null,
    web_fetch_requests: usage?.webFetchRequests ?? null,
    iterations_json: usage?.iterations === undefined ? null : JSON.stringify(usage.iterations),
  };
}

/** The attempt that `toAttemptRow` was given. */
export function fromAttemptRow(row: AttemptRow): Attempt {
  return {
    purpose: row.purpose,
    tier: row.tier,
    model: row.model,
    startedAtMs: row.started_at_ms,
    ...known('firstByteMs', row.first_byte_ms),
    durationMs: row.duration_ms,
    end: row.ended,
    ...known('status', row.status),
    ...known('requestId', row.request_id),
    ...known('stopReason', row.stop_reason),
    ...known('usage', usageOf(row)),
    ...known('costNanoUsd', row.cost_nano_usd),
    ...known('repliedModel', row.replied_model),
    ...known('errorType', row.error_type),
    ...known('verdict', verdictOf(row)),
  };
}

function verdictOf({ verdict, verdict_detail: detail }: AttemptRow): AttemptVerdict | null {
  return verdict === null ? null : { reason: verdict, ...known('detail', detail) };
}

/** A usage always carries the four counts; without them there was none. */
function usageOf(row: AttemptRow): Usage | null {
  const { input_tokens: input, output_tokens: output, cache_read_tokens: read, cache_write_tokens: write } = row;
  if (input === null || output === null || read === null || write === null) return null;
  return {
    inputTokens: input,
    outputTokens: output,
    cacheReadTokens: read,
    cacheWriteTokens: write,
    ...known('cacheWrite5mTokens', row.cache_write_5m_tokens),
    ...known('cacheWrite1hTokens', row.cache_write_1h_tokens),
    ...known('thinkingTokens', row.thinking_tokens),
    ...known('serviceTier', row.service_tier),
    ...known('inferenceGeo', row.inference_geo),
    ...known('speed', row.speed),
    ...known('webSearchRequests', row.web_search_requests),
    ...known('webFetchRequests', row.web_fetch_requests),
    ...(row.iterations_json === null ? {} : { iterations: JSON.parse(row.iterations_json) }),
  };
}
