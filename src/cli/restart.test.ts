import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { compilePolicy, parseSettings, type TurnEvent } from '../core/index.ts';
import { openSqliteRecord } from '../record/index.ts';
import { startSimulator } from '../simulator/index.ts';
import { composeGateway } from './compose.ts';
import type { LoadedConfig } from './config-file.ts';
import type { History } from './remember.ts';

function configOf(baseUrl: string): LoadedConfig {
  const parsed = parseSettings({ control: { share: 0 }, listen: { port: 0 }, upstream: { baseUrl } });
  const compiled = parsed.ok ? compilePolicy(parsed.settings) : parsed;
  if (!parsed.ok || !('policy' in compiled)) throw new Error(JSON.stringify(compiled));
  return { settings: parsed.settings, policy: compiled.policy };
}

async function startUpstream() {
  const simulator = await startSimulator({
    timeScale: 0,
    answerers: [
      ({ messages: { length } }) => ({
        content: [{ type: 'tool_use', id: `toolu_${length}`, name: 'weather_tool', input: { day: length } }],
        stopReason: 'tool_use',
      }),
    ],
  });
  onTestFinished(() => simulator.close());
  return simulator;
}

interface Reply {
  readonly content: readonly { readonly id: string }[];
}

/** A client of one conversation, whose caches move along with its messages. */
function createClient() {
  const messages: object[] = [{ role: 'user', content: 'How is the weather? '.repeat(500) }];
  return async (url: string): Promise<void> => {
    const body = {
      ...{ model: 'claude-sonnet-5-5', max_tokens: 500, cache_control: { type: 'ephemeral' }, messages },
      tools: [{ name: 'weather_tool', input_schema: { type: 'object' } }],
    };
    const headers = { 'x-api-key': 'sk-client', 'content-type': 'application/json' };
    const response = await fetch(`${url}/v1/messages`, { method: 'POST', headers, body: JSON.stringify(body) });
    const { content }: Reply = JSON.parse(await response.text());
    const results = content.map(({ id }) => ({ type: 'tool_result', tool_use_id: id, content: 'Sunny.' }));
    messages.push({ role: 'assistant', content }, { role: 'user', content: results });
  };
}

async function setUp() {
  const simulator = await startUpstream();
  const folder = mkdtempSync(join(tmpdir(), 'turnwise-restart-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  /** A gateway's life, on the same record as those before. */
  const live = async (turns: (url: string) => Promise<void>, history?: History) => {
    const record = await openSqliteRecord({ path: join(folder, 'record.sqlite'), keepDays: 90 });
    const events: TurnEvent[] = [];
    const problems: string[] = [];
    const composed = await composeGateway({
      config: configOf(simulator.baseUrl),
      credentials: { tokens: [] },
      salt: 'salt',
      environment: {},
      sinks: [record.sink, { name: 'test', tell: (event) => void events.push(event) }],
      history: history ?? record.query,
      onProblem: ({ code }) => void problems.push(code),
    });
    await turns(composed.gateway.url);
    await composed.close();
    return { events, problems };
  };
  return { live };
}

test('a gateway that starts on its record goes on where the last one ended', async () => {
  const { live } = await setUp();
  const send = createClient();
  const before = await live(async (url) => {
    for (let turn = 0; turn < 3; turn++) await send(url);
  });
  const after = await live(send);
  const last = before.events.at(-1);
  const [next] = after.events;
  expect(next).toMatchObject({ place: 'next', conversationId: last?.conversationId });
  expect(last?.bill?.account?.routedNanoUsd).toBeGreaterThan(0);
  expect(next?.decision.arithmetic?.account).toEqual(last?.bill?.account);
  expect(next?.decision.arithmetic?.statisticsVersion).not.toBe('prior');
  const warm = next?.decision.quotes.find((quote) => quote.model === last?.servedModel);
  expect(warm?.cachedTokens).toBe(last?.trace?.cached.at(-1)?.tokens);
  expect(warm?.cachedTokens).toBe(next?.attempts[0]?.usage?.cacheReadTokens);
});

test('a record that cannot be read is said, and the gateway starts all the same', async () => {
  const { live } = await setUp();
  const broken: History = {
    turns: () => Promise.reject(new Error('gone')),
    batches: () => {
      throw new Error('gone');
    },
    pings: () => Promise.reject(new Error('gone')),
  };
  const { events, problems } = await live(createClient(), broken);
  expect(problems).toEqual(['history_unread']);
  expect(events).toHaveLength(1);
});
