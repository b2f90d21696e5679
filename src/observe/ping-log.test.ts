import { expect, it } from 'vitest';
import type { Attempt, PingEvent } from '../core/index.ts';
import { createTurnLog, type TurnLogOptions } from './turn-log.ts';

const attempt: Attempt = {
  purpose: 'ping',
  tier: 'reasoning',
  model: 'claude-sonnet-5-5',
  startedAtMs: new Date(2026, 10, 22, 21, 8, 56).getTime(),
  durationMs: 900,
  end: 'complete',
  status: 200,
  usage: { inputTokens: 0, outputTokens: 0, cacheReadTokens: 100_000, cacheWriteTokens: 0 },
  costNanoUsd: 10_000_000,
};

const ping: PingEvent = {
  pingId: 'ping-1',
  conversationId: 'conversation-c3f9',
  attempt,
  sentBefore: 0,
  plan: {
    ping: true,
    reason: 'pays',
    idleMs: 285_000,
    returnProbability: 0.624,
    keptShare: 0.9,
    pingNanoUsd: 10_000_000,
    rewriteNanoUsd: 240_000_000,
    gainNanoUsd: 120_000_000,
    allowedPings: 12,
    modelVersion: 'prior',
  },
  kept: [{ key: 'prefix', tokens: 100_000, ttl: '5m' }],
};

function lineOf(event: PingEvent, format: TurnLogOptions['format'] = 'text'): string {
  const lines: string[] = [];
  createTurnLog({ format, write: (line) => lines.push(line) }).tellPing?.(event);
  return lines.join();
}

it.each<[string, PingEvent, string]>([
  [
    'what it kept, what it cost and what spoke for it',
    ping,
    'kept 100k, $0.01: idle 4:45, 62 % come back before the next lapse, a rewrite $0.24',
  ],
  [
    'that it kept nothing',
    { ...ping, kept: [] },
    'did not read the cache, $0.01: idle 4:45, 62 % come back before the next lapse, a rewrite $0.24',
  ],
])('a ping is a line of its own: %s', (_what, event, text) => {
  expect(lineOf(event)).toBe(`21:08:56 c3f9 ping claude-sonnet-5-5 ${text}`);
});

it('says how it went wrong, and that its cost is unknown', () => {
  const { usage: _usage, costNanoUsd: _cost, ...broken } = attempt;
  const event: PingEvent = {
    ...ping,
    kept: [],
    attempt: { ...broken, end: 'upstream_error', errorType: 'overloaded_error' },
  };
  expect(lineOf(event)).toContain('ping claude-sonnet-5-5 overloaded_error, cost unknown:');
});

it('is told in JSON apart from turns', () => {
  expect(JSON.parse(lineOf(ping, 'json'))).toEqual({
    level: 'info',
    time: new Date(attempt.startedAtMs + 900).toISOString(),
    ping: 'ping-1',
    conversation: 'conversation-c3f9',
    tier: 'reasoning',
    model: 'claude-sonnet-5-5',
    end: 'complete',
    status: 200,
    kept: true,
    cacheReadTokens: 100_000,
    cacheWriteTokens: 0,
    costNanoUsd: 10_000_000,
    durationMs: 900,
    sentBefore: 0,
    idleMs: 285_000,
    returnProbability: 0.624,
    pingNanoUsd: 10_000_000,
    rewriteNanoUsd: 240_000_000,
    gainNanoUsd: 120_000_000,
    modelVersion: 'prior',
    msg: 'ping',
  });
});
