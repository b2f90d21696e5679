import { expect, test } from 'vitest';
import { createManualClock } from '../attempt/index.ts';
import type { TurnEvent } from '../core/index.ts';
import { type Answerer, strictCheck } from '../simulator/index.ts';
import { startTestGateway, startTestSimulator } from './gateway.fixture.ts';

const says: Answerer = () => ({ content: [{ type: 'text', text: 'Fine.' }], stopReason: 'end_turn' });
const minute = 60_000;
const asked = { type: 'ephemeral' };

/** A request after so many turns, with a breakpoint on the system prompt and one on the last message. */
function bodyOf(turns: number, control: object = asked): string {
  const said = Array.from({ length: turns - 1 }, (_, index) => [
    { role: 'user', content: `Question ${index}` },
    { role: 'assistant', content: 'Fine.' },
  ]).flat();
  const last = { type: 'text', text: `Question ${turns - 1}`, cache_control: control };
  return JSON.stringify({
    model: 'claude-sonnet-5-5',
    max_tokens: 500,
    system: [{ type: 'text', text: 'You are brief. '.repeat(4_000), cache_control: control }],
    messages: [...said, { role: 'user', content: [last] }],
  });
}

/** A person who comes back every eight minutes. */
async function play(settings: object, { turns = 7, control = asked }: { turns?: number; control?: object } = {}) {
  const clock = createManualClock(Date.UTC(2026, 10, 25, 12));
  const simulator = await startTestSimulator([says], { check: strictCheck(), now: clock.now });
  const gateway = await startTestGateway({ baseUrl: simulator.baseUrl, settings, clock });
  for (let turn = 1; turn <= turns; turn++) {
    const reply = await fetch(`${gateway.url}/v1/messages`, {
      method: 'POST',
      headers: { 'x-api-key': 'key', 'anthropic-version': '2023-06-01', 'content-type': 'application/json' },
      body: bodyOf(turn, control),
    });
    expect([reply.status, await reply.text()]).toEqual([200, expect.any(String)]);
    await gateway.told(turn);
    await clock.pass(8 * minute, () => gateway.pinger.state().underWay > 0);
  }
  return { events: gateway.events, sent: simulator.requests.map(({ body }) => body.toString()) };
}

const hour = { type: 'ephemeral', ttl: '1h' };
const readBy = ({ attempts }: TurnEvent) => attempts[0]?.usage?.cacheReadTokens;

test('with auto, a conversation that keeps lapsing asks for an hour at one of its lapses, at every breakpoint, and keeps asking', async () => {
  const { events, sent } = await play({ cacheTtl: 'auto' });
  const first = sent.indexOf(bodyOf(sent.findIndex((body, index) => body !== bodyOf(index + 1)) + 1, hour));
  expect(first).toBeGreaterThan(0);
  expect(sent).toEqual(sent.map((_, index) => bodyOf(index + 1, index < first ? asked : hour)));
  // The hour is bought where nothing could be read, and read from then on.
  expect(events.map((event) => (readBy(event) ?? 0) > 0)).toEqual(events.map((_, index) => index > first));
  const at = events[first];
  expect(at?.decision.edits).toContainEqual({ kind: 'cache_ttl', ttl: '1h', because: 'cacheTtl: auto' });
  expect(at?.attempts[0]?.usage?.cacheWrite1hTokens).toBe(at?.attempts[0]?.usage?.cacheWriteTokens);
  expect(at?.trace?.cached.map(({ ttl }) => ttl)).toEqual(['1h', '1h']);
});

test('the baseline stays as asked: it lapses every time, and the bill shows what the hour cost and then saved', async () => {
  const { events } = await play({ cacheTtl: 'auto' });
  const plain = await play({});
  const first = events.findIndex(({ trace }) => trace?.lifetime !== undefined);
  expect(events.map(({ bill }) => bill?.baselineNanoUsd)).toEqual(plain.events.map(({ bill }) => bill?.costNanoUsd));
  const saved = events.map(({ bill }) => Math.sign(bill?.savedNanoUsd ?? Number.NaN));
  expect(saved).toEqual(events.map((_, index) => (index < first ? 0 : index === first ? -1 : 1)));
  expect(events.map(({ bill }) => bill?.missed?.lapsed ?? 0).map(Math.sign)).toEqual(
    events.map((_, index) => (index > 0 && index <= first ? 1 : 0)),
  );
  // What the hour costs is kept apart: routing has done nothing here, so its account stands where the baseline's does.
  const last = events.at(-1);
  const all = events.reduce((sum, { bill }) => sum + (bill?.savedNanoUsd ?? 0), 0);
  expect(last?.trace?.lifetime).toEqual({ ttl: '1h', extraNanoUsd: -all });
  expect(last?.bill?.account?.routedNanoUsd).toBe(last?.bill?.account?.baselineNanoUsd);
});

test.each([
  ['is not asked to', {}, asked],
  ['observes', { cacheTtl: 'auto', mode: 'observe' }, asked],
  ['keeps caches warm by pings', { cacheTtl: 'auto', keepWarm: { maxPings: 1, usdPerDay: 0 } }, asked],
  ['is off', { cacheTtl: 'auto', mode: 'off' }, asked],
  ['does not manage the model', { cacheTtl: 'auto', manage: [] }, asked],
  ['is asked for an hour by the client', { cacheTtl: 'auto' }, hour],
])('a gateway that %s leaves lifetimes alone', async (_why, settings, control) => {
  const { sent } = await play(settings, { control });
  expect(sent).toEqual(sent.map((_, index) => bodyOf(index + 1, control)));
});
