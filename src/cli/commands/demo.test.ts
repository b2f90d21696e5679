import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { z } from 'zod';
import { nanoToUsd } from '../../core/index.ts';
import { openSqliteRecord } from '../../record/index.ts';
import { listeningTerminal } from '../demo/demo.fixture.ts';
import { main } from '../main.ts';

/** Fast enough that nothing waits. */
const noWaiting = ['--speed', '1000000'];

async function run(...parameters: readonly string[]) {
  const terminal = listeningTerminal();
  await main(['node', 'turnwise', 'demo', ...parameters], terminal);
  const code = process.exitCode;
  process.exitCode = undefined;
  return { ...terminal, code };
}

const money = z.number();
const account = z.strictObject({ routedUsd: money, baselineUsd: money, savedUsd: money });
const sum = z.strictObject({ costUsd: z.number(), seconds: z.number(), turns: z.int() });
const comparison = {
  routed: sum,
  alwaysReasoning: sum,
  savedUsd: z.number(),
  savedPercent: z.number(),
  savedSeconds: z.number(),
  account,
};
const turn = z.strictObject({
  turn: z.int().positive(),
  reason: z.string().min(1),
  ruleReason: z.string().min(1),
  tier: z.string(),
  model: z.string(),
  inputTokens: z.int(),
  cacheReadTokens: z.int(),
  cacheWriteTokens: z.int(),
  outputTokens: z.int().positive(),
  costUsd: z.number().positive(),
  seconds: z.number().positive(),
  baselineUsd: z.number().positive(),
  baselineSeconds: z.number().positive(),
  savedUsd: z.number(),
});
const counts = z.record(z.string(), z.int().positive());
const result = z.strictObject({
  conversations: z.array(z.strictObject({ id: z.string(), title: z.string(), turns: z.array(turn), ...comparison })),
  totals: z.strictObject({ ...comparison, turnsByTier: counts, turnsByModel: counts, reasons: counts }),
});

const decisions: Readonly<Record<string, string>> = {
  umbrella: 'user_request simple_tools',
  briefing: 'user_request simple_tools',
  dinner: 'user_request simple_tools simple_tools simple_tools simple_tools',
  refund: 'user_request complex_tools complex_tools complex_tools',
  'night-train': `user_request${' simple_tools'.repeat(7)}`,
  lunch: 'user_request mixed_tools simple_tools simple_tools',
  parcel: 'user_request tool_error simple_tools simple_tools',
  'tokyo-call': 'user_request simple_tools user_request simple_tools',
  restaurant: 'user_request user_interjection simple_tools simple_tools',
  'deploy-watch': 'user_request simple_tools cooldown stalled stalled',
  introduction: 'user_request simple_tools complex_tools',
  invoices: 'user_request simple_tools user_request',
};

describe('demo --json', () => {
  let folder: string;
  let demo: z.infer<typeof result>;
  let recorded: Awaited<ReturnType<Awaited<ReturnType<typeof openSqliteRecord>>['query']['turns']>>;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'turnwise-test-'));
    const path = join(folder, 'demo.sqlite');
    const { written, noted, code } = await run('--json', '--record', path, ...noWaiting);
    expect(code, noted.join('\n')).toBe(0);
    expect(written.length).toBe(1);
    demo = result.parse(JSON.parse(written[0] ?? ''));
    const record = await openSqliteRecord({ path });
    recorded = await record.query.turns({ limit: 1_000, order: 'oldest' });
    await record.close();
  });
  afterAll(() => rm(folder, { recursive: true }));

  test('decides every turn of the dozen tasks as the default rules say', () => {
    const decided = demo.conversations.map(({ id, turns }) => [id, turns.map(({ reason }) => reason).join(' ')]);
    expect(Object.fromEntries(decided)).toEqual(decisions);
    // In deploy-watch the execution tier repeats the call before it: the reasoning tier answers, and keeps the next turn.
    const turns = demo.conversations.flatMap(({ id, turns }) => turns.map((turn) => ({ ...turn, id })));
    for (const { id, tier, model, reason, ruleReason } of turns) {
      expect(ruleReason).toBe(reason === 'cooldown' ? 'simple_tools' : reason);
      const execution = reason === 'simple_tools' && id !== 'deploy-watch';
      expect([tier, model]).toEqual(execution ? ['execution', 'claude-haiku-5-5'] : ['reasoning', 'claude-sonnet-5-5']);
    }
  });

  test('adds up: turns to conversations, conversations to totals', () => {
    const { conversations, totals } = demo;
    const turns = conversations.flatMap((conversation) => conversation.turns);
    for (const { turns: own, routed, alwaysReasoning, savedUsd, savedPercent, savedSeconds } of conversations) {
      expect(routed.turns).toBe(own.length);
      expect(routed.costUsd).toBeCloseTo(total(own.map(({ costUsd }) => costUsd)), 9);
      expect(routed.seconds).toBeCloseTo(total(own.map(({ seconds }) => seconds)), 2);
      expect(savedUsd).toBeCloseTo(alwaysReasoning.costUsd - routed.costUsd, 9);
      expect(savedSeconds).toBeCloseTo(alwaysReasoning.seconds - routed.seconds, 2);
      expect(savedPercent).toBeCloseTo((100 * savedUsd) / alwaysReasoning.costUsd, 1);
    }
    for (const run of ['routed', 'alwaysReasoning'] as const) {
      expect(totals[run].costUsd).toBeCloseTo(total(conversations.map((each) => each[run].costUsd)), 9);
      expect(totals[run].turns).toBe(turns.length);
    }
    for (const list of [totals.turnsByTier, totals.turnsByModel, totals.reasons]) {
      expect(total(Object.values(list))).toBe(turns.length);
    }
  });

  test('prices every turn as the gateway bills it, and signs what it saved', () => {
    const turns = demo.conversations.flatMap((conversation) => conversation.turns);
    const toUsd = (nanoUsd: number | undefined) => (nanoUsd === undefined ? undefined : nanoToUsd(nanoUsd));
    expect(turns.map(({ costUsd, baselineUsd, savedUsd }) => ({ costUsd, baselineUsd, savedUsd }))).toEqual(
      recorded.map(({ bill }) => ({
        costUsd: toUsd(bill?.costNanoUsd),
        baselineUsd: toUsd(bill?.baselineNanoUsd),
        savedUsd: toUsd(bill?.savedNanoUsd),
      })),
    );
    for (const { costUsd, baselineUsd, savedUsd } of turns) expect(savedUsd).toBeCloseTo(baselineUsd - costUsd, 12);
  });

  test('keeps an account of each conversation: its cost to the nano-dollar, and what all turns saved', () => {
    for (const { account, routed, turns } of demo.conversations) {
      expect(account.routedUsd).toBeCloseTo(routed.costUsd, 9);
      expect(account.savedUsd).toBeCloseTo(total(turns.map(({ savedUsd }) => savedUsd)), 9);
    }
    expect(demo.totals.account.savedUsd).toBeCloseTo(
      total(demo.conversations.map(({ account }) => account.savedUsd)),
      9,
    );
  });

  test('saves on the whole, shows no saving where every turn needs reasoning, and a loss where there is one', () => {
    const savedBy = new Map(demo.conversations.map(({ id, savedUsd }) => [id, savedUsd]));
    expect(demo.totals.savedUsd).toBeGreaterThan(0);
    expect(savedBy.get('refund')).toBe(0);
    expect(savedBy.get('invoices')).toBeLessThan(0);
  });

  test('starts on cold caches: the first turn of each model reads nothing', () => {
    const [first] = demo.conversations;
    expect(first?.turns[0]).toMatchObject({ cacheReadTokens: 0, inputTokens: 0 });
    expect(first?.turns[1]).toMatchObject({ cacheReadTokens: 0 });
  });

  test('keeps the record of the routed turns, and only of them, where --record says', () => {
    const turns = demo.conversations.flatMap((conversation) => conversation.turns);
    expect(recorded.map(({ decision }) => decision.reason)).toEqual(turns.map(({ reason }) => reason));
    expect(new Set(recorded.map(({ conversationId }) => conversationId)).size).toBe(demo.conversations.length);
  });
});

describe('demo --once', () => {
  test('prints table and legend on stdout within 100 columns, and a line a conversation beside it', async () => {
    const { written, noted, code } = await run('--once', ...noWaiting);
    expect(code).toBe(0);
    const lines = written.join('\n').split('\n');
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(100);
    expect(lines).toContainEqual(expect.stringMatching(/^total {11}48 /));
    expect(lines).toContainEqual(expect.stringMatching(/^modelled {2}Time/));
    expect(lines).toContainEqual('dearer    2 of 12 cost more routed than not: deploy-watch, invoices.');
    expect(noted.filter((line) => /^ *\d+\/12/.test(line)).length).toBe(12);
  });
});

describe('demo', () => {
  test('keeps serving the tasks until SIGTERM, and ends well', async () => {
    const demo = spawn(process.execPath, ['src/cli/run.ts', 'demo', ...noWaiting]);
    onTestFinished(() => void demo.kill('SIGKILL'));
    let printed = '';
    demo.stdout.setEncoding('utf8').on('data', (text: string) => {
      printed += text;
    });
    await vi.waitFor(() => expect(printed).toContain('Ctrl-C ends the demo'), { timeout: 15_000 });
    const [, url = '', body = ''] = /curl -si (\S+) [^']*(?:'[^']*'[^']*){2}-d '([^']+)'/.exec(printed) ?? [];
    const reply = await fetch(url, { method: 'POST', headers: { 'x-api-key': 'demo' }, body });
    expect(reply.headers.get('x-turnwise-reason')).toBe('simple_tools');
    expect(await reply.text()).toContain('Rain sets in just as you leave');
    const ended = new Promise((resolve) => demo.once('exit', resolve));
    demo.kill('SIGTERM');
    expect(await ended).toBe(0);
  });
});

describe('usage', () => {
  test.each([
    [['--through', 'magic'], 'Allowed choices are gateway, agent, sdk'],
    [['--speed', '0'], 'above 0'],
    [['--speed', 'fast'], 'above 0'],
    [['--live', '--speed', '3'], 'cannot be used with'],
    [['--nothing'], 'unknown option'],
  ])('%s is refused with exit code 2', async (parameters, why) => {
    const { written, noted, code } = await run(...parameters);
    expect(code).toBe(2);
    expect(noted.join('\n')).toContain(why);
    expect(written).toEqual([]);
  });

  test('--live without a key is refused with exit code 2 before anything starts', async () => {
    vi.stubEnv('ANTHROPIC_API_KEY', undefined);
    onTestFinished(() => void vi.unstubAllEnvs());
    const { noted, code } = await run('--live');
    expect(code).toBe(2);
    expect(noted).toEqual(['turnwise: --live calls the real API and needs a key in ANTHROPIC_API_KEY']);
  });
});

function total(figures: readonly number[]): number {
  return figures.reduce((all, figure) => all + figure, 0);
}
