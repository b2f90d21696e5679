import { request } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import { compilePolicy, parseSettings } from '../core/index.ts';
import { startSimulator } from '../simulator/index.ts';
import { composeGateway } from './compose.ts';
import type { LoadedConfig } from './config-file.ts';

const key = 'sk-ant-api03-the-clients-own-key';
const secret = 'The launch code is 4711.';

function configOf(baseUrl: string): LoadedConfig {
  const parsed = parseSettings({ control: { share: 0 }, listen: { port: 0 }, upstream: { baseUrl } });
  const compiled = parsed.ok ? compilePolicy(parsed.settings) : parsed;
  if (!parsed.ok || !('policy' in compiled)) throw new Error(JSON.stringify(compiled));
  return { settings: parsed.settings, policy: compiled.policy };
}

async function setUp(tokens: readonly string[] = []) {
  const simulator = await startSimulator({
    timeScale: 0,
    answerers: [() => ({ content: [{ type: 'text', text: secret }], stopReason: 'end_turn' })],
  });
  const composed = await composeGateway({
    config: configOf(simulator.baseUrl),
    credentials: { tokens },
    salt: 'salt',
    environment: {},
    sinks: [
      {
        name: 'broken',
        tell() {
          throw new Error(secret);
        },
      },
    ],
    onProblem: () => undefined,
    recordStats: () => ({ written: 1, dropped: 2, pending: 3, failed: 4 }),
  });
  onTestFinished(async () => {
    composed.gateway.destroy();
    await composed.close();
    await simulator.close();
  });
  const ask = async (model: string) => {
    const reply = await fetch(`${composed.gateway.url}/v1/messages`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-api-key': key,
        'anthropic-version': '2023-06-01',
        'x-turnwise-user': 'jane@example.com',
      },
      body: JSON.stringify({ model, max_tokens: 100, messages: [{ role: 'user', content: secret }] }),
    });
    await reply.text();
    return reply.headers.get('x-turnwise-turn') ?? '';
  };
  return { composed, ask };
}

/** `fetch` sets its own Host, so this does without it. */
function statusOf(url: string, headers: Record<string, string>): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { headers }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    sent.on('error', reject).end();
  });
}

test('the gateway serves its metrics at two paths, in Prometheus’ format, and nothing of requests, replies, keys or ids', async () => {
  const { composed, ask } = await setUp();
  const turnId = await ask('claude-sonnet-5-5');
  await ask('claude-opus-5-5-my-own-secret-project');
  for (const path of ['/metrics', '/turnwise/metrics']) {
    const reply = await fetch(`${composed.gateway.url}${path}`);
    const text = await reply.text();
    expect(reply.headers.get('content-type')).toContain('text/plain; version=0.0.4');
    expect(text).toMatch(/^turnwise_turns_total\{tier="reasoning",model="claude-sonnet-5-5",.*\} 1$/m);
    expect(text).toMatch(/^turnwise_turns_total\{.*model="other".*\} 1$/m);
    expect(text).toContain('turnwise_record_events{state="dropped"} 2');
    expect(text).toContain('turnwise_problems_total{code="sink_failed"} 2');
    expect(turnId).not.toBe('');
    for (const hidden of [key, '4711', 'secret', 'jane', turnId]) expect(text).not.toContain(hidden);
  }
});

test('they are guarded like the gateway’s other own pages', async () => {
  const open = await setUp();
  const url = `${open.composed.gateway.url}/metrics`;
  expect(await statusOf(url, {})).toBe(200);
  expect(await statusOf(url, { host: 'evil.example' })).toBe(403);
  expect(await statusOf(url, { origin: 'https://evil.example' })).toBe(403);
  expect((await fetch(url, { method: 'POST' })).status).toBe(404);
  const guarded = await setUp(['a-token']);
  const there = `${guarded.composed.gateway.url}/metrics`;
  expect(await statusOf(there, {})).toBe(403);
  expect(await statusOf(there, { authorization: 'Bearer a-token' })).toBe(200);
});
