import type { Usage } from '../usage.ts';

/** Limits of the start tier, per minute and model. */
const limits = { requests: 1_000, 'input-tokens': 2_000_000, 'output-tokens': 400_000 } as const;

/**
 * The API's rate limit headers. They are there to be passed on and parsed: each answer counts alone, nothing is
 * limited. Cache reads do not count as input, writes do.
 */
export function rateLimitHeaders(usage: Usage, nowMs: number): readonly (readonly [name: string, value: string])[] {
  const used = {
    requests: 1,
    'input-tokens': usage.input_tokens + usage.cache_creation_input_tokens,
    'output-tokens': usage.output_tokens,
  };
  const tokens = {
    limit: limits['input-tokens'] + limits['output-tokens'],
    used: used['input-tokens'] + used['output-tokens'],
  };
  const reset = `${new Date(nowMs + 1_000).toISOString().slice(0, 19)}Z`;
  const rows = [
    ['requests', limits.requests, used.requests],
    ['tokens', tokens.limit, tokens.used],
    ['input-tokens', limits['input-tokens'], used['input-tokens']],
    ['output-tokens', limits['output-tokens'], used['output-tokens']],
  ] as const;
  return rows.flatMap(([kind, limit, taken]) => [
    [`anthropic-ratelimit-${kind}-limit`, String(limit)] as const,
    [`anthropic-ratelimit-${kind}-remaining`, String(Math.max(0, limit - taken))] as const,
    [`anthropic-ratelimit-${kind}-reset`, reset] as const,
  ]);
}
