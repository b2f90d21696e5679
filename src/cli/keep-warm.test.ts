import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createManualClock } from '../attempt/index.ts';
import { compilePolicy, type PingEvent, parseSettings, type Sink } from '../core/index.ts';
import { createTurnLog } from '../observe/index.ts';
import { openSqliteRecord } from '../record/index.ts';
import { startSimulator } from '../simulator/index.ts';
import { composeGateway } from './compose.ts';
import type { LoadedConfig } from './config-file.ts';

const key = 'sk-ant-api03-the-clients-own-key';
const secret = 'The launch code is 4711. ';
const minute = 60_000;

function configOf(baseUrl: string, keepWarm: object | false): LoadedConfig {
  const parsed = parseSettings({ control: { share: 0 }, listen: { port: 0 }, upstream: { baseUrl }, keepWarm });
  const compiled = parsed.ok ? compilePolicy(parsed.settings) : parsed;
  if (!parsed.ok || !('policy' in compiled)) throw new Error(JSON.stringify(compiled));
  return { settings: parsed.settings, policy: compiled.policy };
}

async function setUp(keepWarm: object | false, sinks: readonly Sink[] = []) {
  const clock = createManualClock(Date.UTC(2026, 10, 25, 12));
  const simulator = await startSimulator({
    timeScale: 0,
    now: clock.now,
    answerers: [() => ({ content: [{ type: 'text', text: 'Fine.' }], stopReason: 'end_turn' })],
  });
  const pings: PingEvent[] = [];
  const problems: string[] = [];
  const composed = await composeGateway({
    config: configOf(simulator.baseUrl, keepWarm),
    credentials: { tokens: [] },
    salt: 'salt',
    environment: {},
    sinks: [...sinks, { name: 'test', tell: () => undefined, tellPing: (event) => pings.push(event) }],
    onProblem: ({ message }) => problems.push(message),
    now: clock.now,
    pingClock: clock,
  });
  onTestFinished(async () => {
    composed.gateway.destroy();
    await composed.close();
    await simulator.close();
  });
  const ask = async (text = 'Hi') => {
    const block = { type: 'text', text, cache_control: { type: 'ephemeral' } };
    const reply = await fetch(`${composed.gateway.url}/v1/messages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-api-key': key, 'anthropic-version': '2023-06-01' },
      body: JSON.stringify({
        model: 'claude-sonnet-5-5',
        max_tokens: 100,
        system: secret.repeat(2_000),
        messages: [{ role: 'user', content: [block] }],
      }),
    });
    expect(reply.status).toBe(200);
    await reply.text();
  };
  const billed = () => simulator.billed.length;
  const pass = (ms: number) => clock.pass(ms, () => composed.keeping().underWay > 0);
  return { simulator, composed, pings, problems, ask, billed, pass };
}

test('keys and prompts appear in no log line, no row of the record and no problem', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'turnwise-keep-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const record = await openSqliteRecord({ path: join(folder, 'record.sqlite') });
  const lines: string[] = [];
  const logs = (['text', 'json'] as const).map((format) =>
    createTurnLog({ format, write: (line) => lines.push(line) }),
  );
  const { simulator, pings, problems, ask, pass } = await setUp({}, [...logs, record.sink]);
  await ask();
  await pass(5 * minute);
  await simulator.close();
  await pass(5 * minute);
  expect(pings.map(({ attempt }) => attempt.end)).toEqual(['complete', 'unreachable']);
  await record.flush();
  expect((await record.query.totals({})).money).toMatchObject({ turns: 1, pings: 2, pingsOfUnknownCost: 1 });
  await record.close();
  expect(lines).toHaveLength(6);
  const files = await Promise.all((await readdir(folder)).map((name) => readFile(join(folder, name), 'latin1')));
  for (const text of [...lines, ...files, ...problems, JSON.stringify(pings)]) {
    expect(text).not.toContain(key);
    expect(text).not.toContain('4711');
  }
});

test('is off unless it is set', async () => {
  const { composed, ask, billed, pass } = await setUp(false);
  await ask();
  expect(composed.keeping()).toMatchObject({ held: 0, waits: 0 });
  await pass(5 * minute);
  expect(billed()).toBe(1);
});

test('a reload without it, or mode off, drops every request at once; with it again, turns to come are kept', async () => {
  const { simulator, composed, ask, billed, pass } = await setUp({});
  await ask('One');
  expect(composed.keeping().held).toBe(1);
  composed.setMode('off');
  expect(composed.keeping().held).toBe(0);
  composed.setMode('route');
  await ask('Two');
  expect(composed.keeping().held).toBe(1);
  composed.reload(configOf(simulator.baseUrl, false));
  expect(composed.keeping().held).toBe(0);
  composed.reload(configOf(simulator.baseUrl, {}));
  await ask('Three');
  await pass(5 * minute);
  expect(billed()).toBe(4);
});

test('the end of the gateway drops every request', async () => {
  const { composed, ask } = await setUp({});
  await ask();
  expect(composed.keeping().held).toBe(1);
  await composed.close();
  expect(composed.keeping()).toMatchObject({ held: 0, heldBytes: 0 });
});
