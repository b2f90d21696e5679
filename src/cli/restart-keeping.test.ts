import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createManualClock } from '../attempt/index.ts';
import { compilePolicy, type PingEvent, parseSettings } from '../core/index.ts';
import { openSqliteRecord } from '../record/index.ts';
import { startSimulator } from '../simulator/index.ts';
import { composeGateway } from './compose.ts';
import type { LoadedConfig } from './config-file.ts';

const minute = 60_000;

function configOf(baseUrl: string, keepWarm: object): LoadedConfig {
  const parsed = parseSettings({ control: { share: 0 }, listen: { port: 0 }, upstream: { baseUrl }, keepWarm });
  const compiled = parsed.ok ? compilePolicy(parsed.settings) : parsed;
  if (!parsed.ok || !('policy' in compiled)) throw new Error(JSON.stringify(compiled));
  return { settings: parsed.settings, policy: compiled.policy };
}

/** One record, and gateways that live on it one after the other. */
async function setUp(keepWarm: object) {
  const clock = createManualClock(Date.UTC(2026, 10, 25, 12));
  const simulator = await startSimulator({
    timeScale: 0,
    now: clock.now,
    answerers: [() => ({ content: [{ type: 'text', text: 'Fine.' }], stopReason: 'end_turn' })],
  });
  onTestFinished(() => simulator.close());
  const folder = mkdtempSync(join(tmpdir(), 'turnwise-restart-keeping-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const messages: object[] = [];
  /** A gateway's life: a turn, and what passes after it, so many times. Its pings. */
  const live = async (turns: number, passMs: number): Promise<readonly PingEvent[]> => {
    const record = await openSqliteRecord({ path: join(folder, 'record.sqlite'), keepDays: 90, now: clock.now });
    const pings: PingEvent[] = [];
    const composed = await composeGateway({
      config: configOf(simulator.baseUrl, keepWarm),
      credentials: { tokens: [] },
      salt: 'salt',
      environment: {},
      sinks: [record.sink, { name: 'test', tell: () => undefined, tellPing: (event) => pings.push(event) }],
      history: record.query,
      onProblem: ({ message }) => expect(message).toBe(''),
      now: clock.now,
      pingClock: clock,
    });
    for (let turn = 0; turn < turns; turn++) {
      messages.push({ role: 'user', content: `Question ${messages.length}` });
      const body = { model: 'claude-sonnet-5-5', max_tokens: 100, cache_control: { type: 'ephemeral' }, messages };
      const reply = await fetch(`${composed.gateway.url}/v1/messages`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-api-key': 'key', 'anthropic-version': '2023-06-01' },
        body: JSON.stringify({ ...body, system: 'You are brief. '.repeat(4_000) }),
      });
      expect([reply.status, await reply.text()]).toEqual([200, expect.any(String)]);
      messages.push({ role: 'assistant', content: 'Fine.' });
      await clock.pass(passMs, () => composed.keeping().underWay > 0);
    }
    await composed.close();
    return pings;
  };
  return { live };
}

test('what was learnt of returns before a restart is known after it', async () => {
  const { live } = await setUp({});
  const before = await live(4, 8 * minute);
  expect(before.at(-1)?.plan.modelVersion).toMatch(/\+3$/);
  // The fourth wait is over with the fifth turn.
  const [next] = await live(1, 6 * minute);
  expect(next?.plan.modelVersion).toMatch(/\+4$/);
  expect(next?.plan.returnProbability).toBeGreaterThan(before[0]?.plan.returnProbability ?? 1);
});

test('what pings cost today before a restart is not there to be spent again', async () => {
  const probe = await (await setUp({})).live(1, 6 * minute);
  const cost = probe[0]?.attempt.costNanoUsd ?? Number.NaN;
  const oneADay = { usdPerDay: (1.5 * cost) / 1e9 };
  const { live } = await setUp(oneADay);
  expect(await live(1, 8 * minute)).toHaveLength(1);
  expect(await live(1, 8 * minute)).toHaveLength(0);
  // Tomorrow it is.
  expect(await live(1, 12 * 60 * minute)).toHaveLength(0);
  expect(await live(1, 8 * minute)).toHaveLength(1);
});
