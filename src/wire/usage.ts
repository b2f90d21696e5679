import { given, type Usage, type UsageIteration } from '../core/index.ts';
import { type JsonObject, listOf, numberOf, objectOf, stringOf } from './json-values.ts';

/**
 * `usage` of a stream: what `message_start` said, overwritten by what a `message_delta` says. Its counts are cumulative, so
 * nothing is added; a field it leaves out, or sets to null, keeps its value.
 */
export function mergeUsage(before: JsonObject | undefined, delta: JsonObject | undefined): JsonObject | undefined {
  if (before === undefined || delta === undefined) return delta ?? before;
  const told = Object.entries(delta).filter(([, value]) => value !== null);
  return { ...before, ...Object.fromEntries(told) };
}

/** The `usage` of a reply; `undefined` where it does not tell input and output tokens. Null counts of the cache are zero. */
export function readUsage(usage: JsonObject | undefined): Usage | undefined {
  const inputTokens = numberOf(usage?.input_tokens);
  const outputTokens = numberOf(usage?.output_tokens);
  if (usage === undefined || inputTokens === undefined || outputTokens === undefined) return undefined;
  const serverTools = objectOf(usage.server_tool_use);
  const iterations = listOf(usage.iterations).flatMap((entry) => readIteration(objectOf(entry)) ?? []);
  return {
    inputTokens,
    outputTokens,
    cacheReadTokens: numberOf(usage.cache_read_input_tokens) ?? 0,
    ...readCacheWrites(usage),
    ...given('thinkingTokens', numberOf(objectOf(usage.output_tokens_details)?.thinking_tokens)),
    ...given('serviceTier', stringOf(usage.service_tier)),
    ...given('inferenceGeo', stringOf(usage.inference_geo)),
    ...given('speed', stringOf(usage.speed)),
    ...given('webSearchRequests', numberOf(serverTools?.web_search_requests)),
    ...given('webFetchRequests', numberOf(serverTools?.web_fetch_requests)),
    ...given('iterations', iterations.length === 0 ? undefined : iterations),
  };
}

/**
 * Cache writes and their split by lifetime. The split comes with `message_start` only, the total again at the end: where the
 * two no longer agree, the total goes to the one lifetime the split knew, and with both in it there is no split.
 */
function readCacheWrites(
  usage: JsonObject,
): Pick<Usage, 'cacheWriteTokens' | 'cacheWrite5mTokens' | 'cacheWrite1hTokens'> {
  const split = objectOf(usage.cache_creation);
  const short = numberOf(split?.ephemeral_5m_input_tokens) ?? 0;
  const long = numberOf(split?.ephemeral_1h_input_tokens) ?? 0;
  const total = numberOf(usage.cache_creation_input_tokens) ?? short + long;
  if (split === undefined) return { cacheWriteTokens: total };
  if (short + long === total) return { cacheWriteTokens: total, cacheWrite5mTokens: short, cacheWrite1hTokens: long };
  if (long === 0 && short > 0) return { cacheWriteTokens: total, cacheWrite5mTokens: total, cacheWrite1hTokens: 0 };
  if (short === 0 && long > 0) return { cacheWriteTokens: total, cacheWrite5mTokens: 0, cacheWrite1hTokens: total };
  return { cacheWriteTokens: total };
}

function readIteration(entry: JsonObject | undefined): UsageIteration | undefined {
  if (entry === undefined) return undefined;
  return {
    type: stringOf(entry.type) ?? 'message',
    ...given('model', stringOf(entry.model)),
    inputTokens: numberOf(entry.input_tokens) ?? 0,
    outputTokens: numberOf(entry.output_tokens) ?? 0,
    cacheReadTokens: numberOf(entry.cache_read_input_tokens) ?? 0,
    cacheWriteTokens: numberOf(entry.cache_creation_input_tokens) ?? 0,
  };
}
