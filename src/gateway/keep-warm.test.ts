import { inspect } from 'node:util';
import { describe, expect, test, vi } from 'vitest';
import { createManualClock } from '../attempt/index.ts';
import type { Answerer } from '../simulator/index.ts';
import { startTestGateway, startTestSimulator } from './gateway.fixture.ts';
import { startRawUpstream } from './raw-upstream.fixture.ts';

const noonMs = Date.UTC(2026, 10, 25, 12);
const minute = 60_000;
const says: Answerer = () => ({ content: [{ type: 'text', text: 'Fine.' }], stopReason: 'end_turn' });
const key = 'sk-ant-api03-the-clients-own-key';
const secret = 'The launch code is 4711. ';
const system = secret.repeat(2_000);

interface Message {
  readonly role: string;
  readonly content: string | readonly object[];
}

/** A conversation after so many turns, with a breakpoint on its last message. */
function conversation(turns: number, more: object = {}): object {
  const earlier = Array.from({ length: turns - 1 }, (_, index): readonly Message[] => [
    { role: 'user', content: `Question ${index}` },
    { role: 'assistant', content: [{ type: 'text', text: 'Fine.' }] },
  ]).flat();
  const block = { type: 'text', text: `Question ${turns - 1}`, cache_control: { type: 'ephemeral' } };
  const messages = [...earlier, { role: 'user', content: [block] }];
  return { model: 'claude-sonnet-5-5', max_tokens: 500, system, messages, stream: true, ...more };
}

async function ask(url: string, body: object, headers: Record<string, string> = {}): Promise<string> {
  const reply = await fetch(`${url}/v1/messages?beta=true`, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json', 'x-api-key': key, 'anthropic-version': '2023-06-01', ...headers },
  });
  return reply.text();
}

async function stage(settings: object) {
  const clock = createManualClock(noonMs);
  const simulator = await startTestSimulator([says], { now: clock.now });
  const gateway = await startTestGateway({ baseUrl: simulator.baseUrl, settings, clock });
  const pass = (ms: number) => clock.pass(ms, () => gateway.pinger.state().underWay > 0);
  return { clock, simulator, gateway, pass };
}

describe('with keepWarm', () => {
  test('a cache lives through a pause, by the last request again with max_tokens 0 and nothing else changed', async () => {
    const { simulator, gateway, pass } = await stage({ keepWarm: {} });
    const sent = conversation(1);
    await ask(gateway.url, sent);
    await gateway.told(1);
    await pass(8 * minute);
    await ask(gateway.url, conversation(2));
    const [first, second] = await gateway.told(2);
    expect(gateway.pings).toHaveLength(1);
    const [turn, ping] = simulator.requests;
    expect(JSON.parse(ping?.body.toString() ?? '')).toEqual({ ...sent, max_tokens: 0, stream: false });
    expect(ping?.url).toBe(turn?.url);
    expect(ping?.rawHeaders).toContain(key);
    const cached = first?.attempts[0]?.usage?.cacheWriteTokens ?? 0;
    expect(cached).toBeGreaterThan(10_000);
    expect(gateway.pings[0]).toMatchObject({
      conversationId: first?.conversationId,
      attempt: { purpose: 'ping', end: 'complete', usage: { cacheReadTokens: cached, cacheWriteTokens: 0 } },
    });
    expect(second?.attempts[0]?.usage?.cacheReadTokens).toBe(cached);
    expect(second?.bill?.missed).toEqual({});
    expect(simulator.billed).toHaveLength(3);
  });

  test('a pause that is not kept is a lapse, and said to be one', async () => {
    const { gateway, pass } = await stage({});
    await ask(gateway.url, conversation(1));
    await gateway.told(1);
    await pass(8 * minute);
    await ask(gateway.url, conversation(2));
    const [first, second] = await gateway.told(2);
    expect(gateway.pings).toEqual([]);
    expect(first?.bill?.missed).toEqual({ cold_start: first?.attempts[0]?.usage?.cacheWriteTokens });
    expect(second?.bill?.missed).toEqual({ lapsed: first?.attempts[0]?.usage?.cacheWriteTokens });
  });

  test('what keeping saved shows in the turn’s bill: the baseline had lapsed', async () => {
    const { gateway, pass } = await stage({ keepWarm: {} });
    await ask(gateway.url, conversation(1));
    await gateway.told(1);
    await pass(8 * minute);
    await ask(gateway.url, conversation(2));
    const [first, second] = await gateway.told(2);
    const cached = first?.attempts[0]?.usage?.cacheWriteTokens ?? 0;
    expect(second?.bill?.savedNanoUsd).toBe(cached * (2_500 - 100));
    expect(gateway.pings[0]?.attempt.costNanoUsd).toBe(cached * 100);
  });

  test('pings are no turns: no client gets one, none is told as a turn, and none waits', async () => {
    const { gateway, pass } = await stage({ keepWarm: {} });
    const first = await ask(gateway.url, conversation(1));
    await gateway.told(1);
    await pass(20 * minute);
    expect(gateway.pings.length).toBeGreaterThan(0);
    expect(gateway.events).toHaveLength(1);
    expect(first.match(/message_start/g)).toHaveLength(2);
    const again = await ask(gateway.url, conversation(2));
    expect(again).toContain('Fine.');
    await gateway.told(2);
    expect(gateway.events).toHaveLength(2);
    expect(gateway.problems).toEqual([]);
  });

  test('a turn that comes while a ping is out is served at once, and the ping is given up', async () => {
    const clock = createManualClock(noonMs);
    let held = 0;
    const usage = {
      input_tokens: 3,
      output_tokens: 1,
      cache_read_input_tokens: 0,
      cache_creation_input_tokens: 90_000,
    };
    const reply = JSON.stringify({ type: 'message', id: 'msg', model: 'claude-sonnet-5-5', content: [], usage });
    const upstream = await startRawUpstream((response, { body }) => {
      if (body.includes('"max_tokens":0')) held += 1;
      else response.end(reply);
    });
    const gateway = await startTestGateway({ baseUrl: upstream.baseUrl, settings: { keepWarm: {} }, clock });
    await ask(gateway.url, conversation(1, { stream: false }));
    await gateway.told(1);
    await clock.pass(285_000);
    await vi.waitFor(() => expect(held).toBe(1));
    expect(gateway.pinger.state().underWay).toBe(1);
    expect(await ask(gateway.url, conversation(2, { stream: false }))).toBe(reply);
    await gateway.told(2);
    expect(gateway.pings.map((ping) => ping.attempt.end)).toEqual(['given_up']);
  });

  test.each([
    ['mode off', { mode: 'off' }, {}, {}],
    ['a subscription', {}, {}, { authorization: 'Bearer sk-ant-oat01-abc' }],
    [
      'a thinking budget',
      {},
      { model: 'claude-sonnet-4-6', thinking: { type: 'enabled', budget_tokens: 2_000 }, max_tokens: 4_000 },
      {},
    ],
    ['a model that is not managed', {}, { model: 'claude-haiku-5-5' }, {}],
    ['no breakpoint', {}, { messages: [{ role: 'user', content: 'Hi' }] }, {}],
    ['a side call', {}, {}, { 'x-claude-code-request-class': 'title' }],
  ])('nothing is kept of %s', async (_what, settings, body, headers) => {
    const { simulator, gateway, pass } = await stage({ keepWarm: {}, ...settings });
    await ask(gateway.url, conversation(1, body), headers);
    const [event] = await gateway.told(1);
    expect(event?.status).toBe(200);
    expect(gateway.pinger.state().held).toBe(0);
    await pass(10 * minute);
    expect(simulator.billed).toHaveLength(1);
  });

  test('keys and prompts appear in no event, ping, problem or inspection', async () => {
    const clock = createManualClock(noonMs);
    const simulator = await startTestSimulator([says], { now: clock.now });
    const gateway = await startTestGateway({ baseUrl: simulator.baseUrl, settings: { keepWarm: {} }, clock });
    await ask(gateway.url, conversation(1));
    await gateway.told(1);
    await clock.pass(6 * minute, () => gateway.pinger.state().underWay > 0);
    await simulator.close();
    await clock.pass(6 * minute, () => gateway.pinger.state().underWay > 0);
    expect(gateway.pings.map(({ attempt }) => attempt.end)).toEqual(['complete', 'unreachable']);
    const { events, pings, problems, pinger } = gateway;
    const shown = inspect({ events, pings, problems, pinger }, { depth: 20, showHidden: true });
    for (const text of [shown, JSON.stringify({ events, pings, problems, pinger })]) {
      expect(text).not.toContain(key);
      expect(text).not.toContain('4711');
    }
  });

  test('the home model’s cache is kept while a run of turns is away', async () => {
    const { clock, gateway, pass } = await stage({ keepWarm: {} });
    await ask(gateway.url, conversation(1));
    await gateway.told(1);
    for (let turn = 2; turn < 8; turn++) {
      await pass(50_000);
      await ask(gateway.url, conversation(turn), { 'x-turnwise-tier': 'execution' });
      await gateway.told(turn);
    }
    expect(clock.now() - noonMs).toBe(300_000);
    expect(gateway.pings.map(({ attempt }) => attempt.model)).toEqual(['claude-sonnet-5-5']);
    await ask(gateway.url, conversation(8), { 'x-turnwise-tier': 'reasoning' });
    const events = await gateway.told(8);
    expect(Object.keys(events[7]?.bill?.missed ?? {})).toEqual(['model_switched']);
  });
});
