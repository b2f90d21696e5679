import { type Attempt, given } from '../core/index.ts';
import type { LimitWord } from '../knowledge/index.ts';
import type { RawHeaders } from '../wire/index.ts';

/** The limits that each reply tells of: `anthropic-ratelimit-<kind>-{limit,remaining,reset}` (facts, section 6). */
const kinds = ['requests', 'tokens', 'input-tokens', 'output-tokens'];

/** Below this share of a limit its model is avoided: the turns under way would use up the rest. */
const nearShare = 0.05;

const prefix = 'anthropic-ratelimit-';
const retryAfter = 'retry-after';

/** What an upstream call's headers say of its model's limits. */
export function limitsOf({ model, status }: Attempt, headers: RawHeaders, nowMs: number): LimitWord {
  const told = limitHeaders(headers);
  const word = { model, ...given('status', status) };
  if (told.size === 0) return word;
  const near = kinds.map((kind) => nearLimitUntil(kind, told)).filter((untilMs) => untilMs !== undefined);
  const untilMs = Math.max(...near);
  return {
    ...word,
    ...given('retryAfterSeconds', numberOf(told, retryAfter)),
    ...given('nearLimitUntilMs', untilMs > nowMs ? untilMs : undefined),
  };
}

type LimitHeaders = ReadonlyMap<string, string>;

/** Those of the headers that tell of limits, by lower-case name; of one that stands twice, the first. */
function limitHeaders(headers: RawHeaders): LimitHeaders {
  const found = new Map<string, string>();
  for (let index = 0; index + 1 < headers.length; index += 2) {
    const name = headers[index]?.toLowerCase() ?? '';
    if (name !== retryAfter && !name.startsWith(prefix)) continue;
    if (!found.has(name)) found.set(name, headers[index + 1] ?? '');
  }
  return found;
}

/** When a limit that is nearly used up is set again. One that does not say when, or how much, says nothing. */
function nearLimitUntil(kind: string, told: LimitHeaders): number | undefined {
  const remaining = numberOf(told, `${prefix}${kind}-remaining`);
  const limit = numberOf(told, `${prefix}${kind}-limit`);
  const resetAtMs = Date.parse(told.get(`${prefix}${kind}-reset`) ?? '');
  if (remaining === undefined || Number.isNaN(resetAtMs)) return undefined;
  return remaining <= (limit ?? 0) * nearShare ? resetAtMs : undefined;
}

function numberOf(told: LimitHeaders, name: string): number | undefined {
  const value = told.get(name);
  const number = value === undefined || value.trim() === '' ? Number.NaN : Number(value);
  return Number.isFinite(number) ? number : undefined;
}
