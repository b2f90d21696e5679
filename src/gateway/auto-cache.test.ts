import { expect, test } from 'vitest';
import { type Answerer, strictCheck } from '../simulator/index.ts';
import { startTestGateway, startTestSimulator } from './gateway.fixture.ts';

const says: Answerer = () => ({ content: [{ type: 'text', text: 'Fine.' }], stopReason: 'end_turn' });
const system = 'You are brief. '.repeat(500);

/** A client that caches nothing: its first request, or its second. */
function bodyOf(turns: number, more: object = {}): string {
  const said = [
    { role: 'user', content: 'One?' },
    { role: 'assistant', content: 'Fine.' },
    { role: 'user', content: 'Two?' },
  ];
  const messages = said.slice(0, 2 * turns - 1);
  return ` {"model": "claude-sonnet-5-5", ${JSON.stringify({ max_tokens: 100, system, messages, ...more }).slice(1)}`;
}

async function play(settings: object, more: object = {}) {
  const simulator = await startTestSimulator([says], { check: strictCheck() });
  const gateway = await startTestGateway({ baseUrl: simulator.baseUrl, settings });
  for (const turns of [1, 2]) {
    const reply = await fetch(`${gateway.url}/v1/messages`, {
      method: 'POST',
      headers: { 'x-api-key': 'key', 'anthropic-version': '2023-06-01', 'content-type': 'application/json' },
      body: bodyOf(turns, more),
    });
    expect(reply.status).toBe(200);
    await reply.text();
  }
  const events = await gateway.told(2);
  return { events, sent: simulator.requests.map(({ body }) => body.toString()) };
}

test('a request that sets no breakpoint gets the automatic one, and nothing else of it changes', async () => {
  const { events, sent } = await play({ autoCache: true });
  expect(sent[0]).toBe(bodyOf(1).replace('{"model"', '{"cache_control":{"type":"ephemeral"},"model"'));
  const [first, second] = events;
  expect(first?.decision.edits.map(({ because }) => because)).toEqual([expect.stringContaining('autoCache')]);
  const written = first?.attempts[0]?.usage?.cacheWriteTokens;
  expect(written).toBeGreaterThan(1_000);
  expect(second?.attempts[0]?.usage?.cacheReadTokens).toBe(written);
  expect(second?.bill?.missed).toEqual({});
});

test('without it the same client caches nothing, and is told what that misses', async () => {
  const { events, sent } = await play({});
  expect(sent).toEqual([bodyOf(1), bodyOf(2)]);
  const prompt = events[0]?.attempts[0]?.usage?.inputTokens;
  expect(events[1]?.bill?.missed).toEqual({ no_breakpoint: prompt });
});

test.each([
  ['observes', { mode: 'observe' }, {}],
  ['is off', { mode: 'off' }, {}],
  ['does not manage the model', { manage: [] }, {}],
  [
    'sees a breakpoint of the client’s own',
    {},
    { system: [{ type: 'text', text: system, cache_control: { type: 'ephemeral' } }] },
  ],
])('a gateway that %s adds none', async (_why, settings, more) => {
  const { sent } = await play({ autoCache: true, ...settings }, more);
  expect(sent).toEqual([bodyOf(1, more), bodyOf(2, more)]);
});
