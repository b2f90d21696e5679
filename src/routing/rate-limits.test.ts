import { expect, test } from 'vitest';
import type { Attempt } from '../core/index.ts';
import { limitsOf } from './rate-limits.ts';

const nowMs = Date.UTC(2026, 10, 25, 12);
const attempt: Attempt = {
  ...{
    purpose: 'turn',
    tier: 'execution',
    model: 'claude-haiku-5-5',
    startedAtMs: nowMs,
    durationMs: 1,
    end: 'complete',
  },
  status: 200,
};

function limits(fields: Record<string, string>, kind = 'requests') {
  const headers = Object.entries(fields).flatMap(([name, value]) => [`Anthropic-RateLimit-${kind}-${name}`, value]);
  return limitsOf(attempt, headers, nowMs).nearLimitUntilMs;
}

const reset = '2026-11-25T12:00:30Z';

test.each<[string, Record<string, string>, number | undefined]>([
  ['used up', { limit: '1000', remaining: '0', reset }, nowMs + 30_000],
  ['nearly used up', { limit: '1000', remaining: '50', reset }, nowMs + 30_000],
  ['not nearly used up', { limit: '1000', remaining: '51', reset }, undefined],
  ['used up, how much unsaid', { remaining: '0', reset }, nowMs + 30_000],
  ['used up, but set again by now', { limit: '10', remaining: '0', reset: '2026-11-25T11:59:59Z' }, undefined],
  ['without a time', { limit: '10', remaining: '0' }, undefined],
  ['that is no number', { limit: '10', remaining: '', reset }, undefined],
])('a limit that is %s', (_title, fields, until) => {
  for (const kind of ['requests', 'tokens', 'input-tokens', 'output-tokens']) expect(limits(fields, kind)).toBe(until);
});

test('the latest of several limits counts, and what a 429 says is passed on', () => {
  const raw = [
    'retry-after',
    '7',
    'anthropic-ratelimit-tokens-remaining',
    '0',
    'anthropic-ratelimit-tokens-reset',
    reset,
  ];
  const later = [
    'anthropic-ratelimit-requests-remaining',
    '0',
    'anthropic-ratelimit-requests-reset',
    '2026-11-25T12:01:00Z',
  ];
  expect(limitsOf({ ...attempt, status: 429 }, [...raw, ...later], nowMs)).toEqual({
    model: 'claude-haiku-5-5',
    status: 429,
    retryAfterSeconds: 7,
    nearLimitUntilMs: nowMs + 60_000,
  });
});
