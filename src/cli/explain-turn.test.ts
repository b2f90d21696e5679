import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type TurnEvent, undecided } from '../core/index.ts';
import { openSqliteRecord } from '../record/index.ts';
import { runMain } from './run-main.fixture.ts';

const sonnet = 'claude-sonnet-5-5';
const atMs = Date.UTC(2026, 10, 25, 12);

function turn(turnId: string, more: Partial<TurnEvent> = {}): TurnEvent {
  const usage = { inputTokens: 0, outputTokens: 100, cacheReadTokens: 0, cacheWriteTokens: 40_000 };
  const how = { startedAtMs: atMs, durationMs: 900, end: 'complete', status: 200, usage } as const;
  return {
    ...{ turnId, conversationId: 'conversation', place: 'next', startedAtMs: atMs, durationMs: 900, addedMs: 1 },
    ...{ mode: 'route', client: 'claude-code', stream: true, requestedModel: sonnet, status: 200 },
    decision: { ...undecided({ model: sonnet, reason: 'user_request', policyVersion: 'p' }), tier: 'reasoning' },
    servedTier: 'reasoning',
    servedModel: sonnet,
    attempts: [{ purpose: 'turn', tier: 'reasoning', model: sonnet, ...how }],
    ...more,
  };
}

/** A record of a first turn and one eight minutes later that found its cache lapsed, although it was pinged once. */
async function recordOfTwo(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'turnwise-explain-turn-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true });
    process.exitCode = 0;
  });
  const path = join(folder, 'turnwise.sqlite');
  const record = await openSqliteRecord({ path, keepDays: Number.POSITIVE_INFINITY });
  const bill = { costNanoUsd: 101_000_000, baselineNanoUsd: 101_000_000, savedNanoUsd: 0 };
  record.sink.tell(turn('first', { place: 'first', bill: { ...bill, missed: { cold_start: 40_000 } } }));
  record.sink.tell(turn('second', { startedAtMs: atMs + 492_000, bill: { ...bill, missed: { lapsed: 30_000 } } }));
  const { attempts } = turn('ping');
  const [attempt] = attempts;
  if (attempt === undefined) throw new Error('no attempt');
  const plan = {
    ...{ ping: true, reason: 'pays' as const, idleMs: 285_000, returnProbability: 0.5, keptShare: 0.9 },
    ...{ pingNanoUsd: 1, rewriteNanoUsd: 25, gainNanoUsd: 9, allowedPings: 12, modelVersion: 'prior' },
  };
  const ping = { ...attempt, purpose: 'ping', end: 'timeout', startedAtMs: atMs + 285_000 } as const;
  record.sink.tellPing?.({ pingId: 'p', conversationId: 'conversation', attempt: ping, sentBefore: 0, plan, kept: [] });
  await record.close();
  return path;
}

const explain = (...args: readonly string[]) => runMain('explain', ...args);

describe('turnwise explain --turn', () => {
  test('says what was decided, what it cost, and why its cache was missed', async () => {
    const { out, code } = await explain('--turn', 'second', '--db', await recordOfTwo());
    expect(code).toBe(0);
    expect(out).toMatch(/^turn second$/m);
    expect(out).toContain('8 min 12 s after the turn before');
    expect(out).toMatch(/^user_request -> reasoning \(claude-sonnet-5-5\)$/m);
    expect(out).toMatch(/turn +claude-sonnet-5-5 +complete +0 +40,000 +0 +100/);
    expect(out).toMatch(/cost +\$0\.1010/);
    expect(out).toMatch(/lapsed +30,000 +\$0\.0720 +the cache outlived its time/);
    expect(out).toContain('1 ping since the turn before: 0 kept the cache');
    expect(out).not.toContain('unknown here');
  });

  test('prints the whole event as JSON', async () => {
    const { out } = await explain('--turn', 'second', '--json', '--db', await recordOfTwo());
    expect(JSON.parse(out)).toMatchObject({
      turn: { turnId: 'second', bill: { missed: { lapsed: 30_000 } } },
      turnBefore: 'first',
      pings: [{ pingId: 'p' }],
    });
  });

  test('fails for a turn or a record that is not there, and refuses to explain two things or none', async () => {
    const path = await recordOfTwo();
    expect(await explain('--turn', 'third', '--db', path)).toMatchObject({
      code: 1,
      notes: `turnwise: ${path} has no turn third`,
    });
    expect((await explain('--turn', 'first', '--db', `${path}.not`)).code).toBe(1);
    expect((await explain()).code).toBe(2);
    expect((await explain('body.json', '--turn', 'first', '--db', path)).code).toBe(2);
  });
});
