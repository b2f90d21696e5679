import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type Attempt, type TurnEvent, undecided } from '../core/index.ts';
import { openSqliteRecord } from '../record/index.ts';
import { runMain } from './run-main.fixture.ts';

const sonnet = 'claude-sonnet-5-5';
const atMs = Date.UTC(2026, 10, 25, 12);
const hourMs = 3_600_000;

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'turnwise-report-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true });
    process.exitCode = 0;
  });
  return folder;
}

const report = (...args: readonly string[]) => runMain('report', ...args);

function attempt(more: Partial<Attempt> = {}): Attempt {
  const usage = { inputTokens: 0, outputTokens: 100, cacheReadTokens: 0, cacheWriteTokens: 40_000 };
  const how = { durationMs: 900, end: 'complete', status: 200, usage } as const;
  return { purpose: 'turn', tier: 'reasoning', model: sonnet, startedAtMs: atMs, ...how, ...more };
}

let turns = 0;

function turn(more: Partial<TurnEvent> = {}): TurnEvent {
  turns += 1;
  return {
    turnId: `turn-${turns}`,
    conversationId: 'conversation',
    place: 'next',
    startedAtMs: atMs,
    durationMs: 900,
    addedMs: 1,
    mode: 'route',
    client: 'claude-code',
    stream: true,
    requestedModel: sonnet,
    decision: { ...undecided({ model: sonnet, reason: 'user_request', policyVersion: 'p' }), tier: 'reasoning' },
    servedTier: 'reasoning',
    servedModel: sonnet,
    status: 200,
    attempts: [attempt()],
    ...more,
  };
}

/** A record with a routed turn that missed a lapsed cache, one whose model has no price, and a failed one an hour later. */
async function recordOfThree(): Promise<string> {
  const path = join(temporaryFolder(), 'turnwise.sqlite');
  const record = await openSqliteRecord({ path, keepDays: Number.POSITIVE_INFINITY });
  const bill = { costNanoUsd: 2_000_000_000, baselineNanoUsd: 3_000_000_000, savedNanoUsd: 1_000_000_000 };
  record.sink.tell(turn({ bill: { ...bill, missed: { lapsed: 30_000, cold_start: 10_000 } } }));
  record.sink.tell(turn({ attempts: [attempt({ model: 'no-such-model' })], servedModel: 'no-such-model' }));
  const { usage: _none, ...refused } = attempt({ end: 'upstream_error', status: 529 });
  record.sink.tell(turn({ startedAtMs: atMs + hourMs, attempts: [refused], client: 'other' }));
  const plan = {
    ...{ ping: true, reason: 'pays' as const, idleMs: 285_000, returnProbability: 0.5, keptShare: 0.9, pingNanoUsd: 1 },
    ...{ rewriteNanoUsd: 25, gainNanoUsd: 9, allowedPings: 12, modelVersion: 'prior' },
  } as const;
  const kept = [{ key: 'key', tokens: 40_000, ttl: '5m' }] as const;
  const ping = attempt({ purpose: 'ping', costNanoUsd: 4_000_000 });
  record.sink.tellPing?.({
    pingId: 'ping-1',
    conversationId: 'conversation',
    attempt: ping,
    sentBefore: 0,
    plan,
    kept,
  });
  await record.close();
  return path;
}

describe('turnwise report', () => {
  test('says what was spent and saved, of how many turns that is known, and what caches missed', async () => {
    const { out, code } = await report('--db', await recordOfThree());
    expect(code).toBe(0);
    expect(out).toContain('3 turns in 1 conversation\n  from 2026-11-25 12:00 to 2026-11-25 13:00 UTC');
    expect(out).toMatch(/cost +\$2\.00 +of 1 turn; unknown of 1; 1 failed and were not billed/);
    expect(out).toMatch(/baseline +\$3\.00 +modelled/);
    expect(out).toMatch(/saved +\$1\.00 +33\.3 % of the baseline of 1 turn where both are known/);
    expect(out).toContain('No price for no-such-model: 1 call left out, not free.');
    expect(out).toMatch(/net saved +\$0\.9960/);
    expect(out).toMatch(/lapsed +1 +30,000 +\$0\.0720/);
    expect(out).toMatch(/cold_start +1 +10,000 +\$0\.0240/);
    expect(out).toMatch(/kept +claude-sonnet-5-5 +1 +\$0\.0040/);
    expect(Math.max(...out.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100);
  });

  test('prints totals and groups as JSON, unknown as null', async () => {
    const { out } = await report('--db', await recordOfThree(), '--json');
    const parsed = JSON.parse(out);
    expect(parsed).toMatchObject({
      ...{ since: '2026-11-25T12:00:00.000Z', turns: 3, unbilledTurns: 1, turnsOfUnknownCost: 1 },
      ...{ costNanoUsd: 2_000_000_000, savedNanoUsd: 1_000_000_000, netSavedNanoUsd: 996_000_000 },
      groups: {
        model: [{ model: sonnet }, { model: 'no-such-model', turns: 1, costNanoUsd: null, savedPercent: null }],
        client: [{ client: 'claude-code', turns: 2 }, { client: 'other' }],
      },
      misses: [
        { reason: 'lapsed', tokens: 30_000, costNanoUsd: 72_000_000 },
        { reason: 'cold_start', tokens: 10_000, costNanoUsd: 24_000_000 },
      ],
      unpriced: [{ model: 'no-such-model', calls: 1 }],
    });
  });

  test('takes the span that is asked for', async () => {
    const path = await recordOfThree();
    const turnsOf = async (...args: readonly string[]) =>
      JSON.parse((await report('--db', path, '--json', ...args)).out).turns;
    expect(await turnsOf('--since', '2026-11-25T12:30Z')).toBe(1);
    expect(await turnsOf('--until', '2026-11-25T12:30Z')).toBe(2);
    expect(await turnsOf('--until', '2026-11-26', '--days', '0.5')).toBe(3);
    expect(await turnsOf('--until', '2026-11-25T13:30Z', '--days', '0.05')).toBe(1);
    expect((await report('--db', path, '--since', '2030-01-01')).out).toMatch(/: no turns$/);
  });

  test('reads the record of the settings, at their own prices', async () => {
    const path = await recordOfThree();
    const bands = '[{ input: 2, output: 10, write5m: 1.1, write1h: 4, read: 0.1 }]';
    const config = join(temporaryFolder(), 'turnwise.yaml');
    writeFileSync(config, `record: { path: ${path} }\nprices: [{ model: ${sonnet}, bands: ${bands} }]\n`);
    const { out } = await report('--config', config, '--json');
    expect(JSON.parse(out).misses[0]).toMatchObject({ reason: 'lapsed', costNanoUsd: 30_000_000 });
  });

  test('says when there is no record to read, and makes none', async () => {
    const path = join(temporaryFolder(), 'nothing.sqlite');
    const { notes, code } = await report('--db', path);
    expect([notes, code]).toEqual([`turnwise: ${path} is no record of turns`, 1]);
    expect((await report('--db', path)).code).toBe(1);
  });

  test.each([
    ['a time that is none', ['--since', 'yesterday'], 'must be a date'],
    ['no days', ['--days', '0'], 'above 0'],
    ['two beginnings', ['--days', '1', '--since', '2026-11-01'], 'give one of them'],
    ['an end before the beginning', ['--since', '2026-11-02', '--until', '2026-11-01'], 'before --until'],
  ])('refuses %s', async (_, args, words) => {
    const { notes, code } = await report(...args);
    expect(code).toBe(2);
    expect(notes).toContain(words);
  });
});
