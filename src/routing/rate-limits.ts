import { type Attempt, given } from '../core/index.ts';
import type { LimitWord } from '../knowledge/index.ts';
import { headerOf, type RawHeaders } from '../wire/index.ts';

/** The limits that each reply tells of: `anthropic-ratelimit-<kind>-{limit,remaining,reset}` (facts, section 6). */
const kinds = ['requests', 'tokens', 'input-tokens', 'output-tokens'];

/** Below this share of a limit its model is avoided: the turns under way would use up the rest. */
const nearShare = 0.05;

/** What an upstream call's headers say of its model's limits. */
export function limitsOf({ model, status }: Attempt, headers: RawHeaders, nowMs: number): LimitWord {
  const near = kinds.map((kind) => nearLimitUntil(kind, headers)).filter((untilMs) => untilMs !== undefined);
  const untilMs = Math.max(...near);
  return {
    model,
    ...given('status', status),
    ...given('retryAfterSeconds', numberOf(headers, 'retry-after')),
    ...given('nearLimitUntilMs', untilMs > nowMs ? untilMs : undefined),
  };
}

/** When a limit that is nearly used up is set again. One that does not say when, or how much, says nothing. */
function nearLimitUntil(kind: string, headers: RawHeaders): number | undefined {
  const remaining = numberOf(headers, `anthropic-ratelimit-${kind}-remaining`);
  const limit = numberOf(headers, `anthropic-ratelimit-${kind}-limit`);
  const resetAtMs = Date.parse(headerOf(headers, `anthropic-ratelimit-${kind}-reset`) ?? '');
  if (remaining === undefined || Number.isNaN(resetAtMs)) return undefined;
  return remaining <= (limit ?? 0) * nearShare ? resetAtMs : undefined;
}

function numberOf(headers: RawHeaders, name: string): number | undefined {
  const value = headerOf(headers, name);
  const number = value === undefined || value.trim() === '' ? Number.NaN : Number(value);
  return Number.isFinite(number) ? number : undefined;
}
