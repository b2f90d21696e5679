/** Caches kept from lapsing in one's own process: the last request once more, through the same client. */
import Anthropic from '@anthropic-ai/sdk';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { createManualClock } from '../../attempt/index.ts';
import type { PingEvent } from '../../core/index.ts';
import { startSimulator } from '../../simulator/index.ts';
import { type How, home } from './loop.fixture.ts';
import { routed } from './routed.ts';
import { turnwise } from './turnwise.ts';

const minute = 60_000;
const ways: readonly How[] = ['middleware', 'fetch'];

async function stage(how: How) {
  const clock = createManualClock(Date.UTC(2026, 10, 25, 12));
  const simulator = await startSimulator({
    timeScale: 0,
    seed: 1,
    keepRequests: true,
    now: clock.now,
    answerers: [() => ({ content: [{ type: 'text', text: 'Fine.' }], stopReason: 'end_turn' })],
  });
  onTestFinished(() => simulator.close());
  const pings: PingEvent[] = [];
  const sink = { name: 'test', tell: () => undefined, tellPing: (event: PingEvent) => void pings.push(event) };
  const routing = { keepWarm: { maxExtraPercent: 1_000 }, control: { share: 0 }, clock, sinks: [sink] };
  const settings = { baseURL: simulator.baseUrl, apiKey: 'sk-test', maxRetries: 0 };
  const client =
    how === 'middleware'
      ? new Anthropic({ ...settings, middleware: [turnwise(routing)] })
      : routed(new Anthropic(settings), routing);
  return { clock, simulator, client, pings };
}

describe.each(ways)('with keepWarm by %s', (how) => {
  test('a pause is bridged by pings that differ in max_tokens and stream alone', async () => {
    const { clock, simulator, client, pings } = await stage(how);
    const system = 'The policy of the house. '.repeat(2_000);
    const request = { model: home, max_tokens: 500, system, cache_control: { type: 'ephemeral' as const } };
    await client.messages.stream({ ...request, messages: [{ role: 'user', content: 'Hello' }] }).finalMessage();
    await clock.pass(5 * minute - 15_000);
    await vi.waitFor(() => expect(pings).toHaveLength(1));
    await clock.pass(3 * minute);
    expect(pings.map(({ attempt }) => [attempt.purpose, attempt.end, attempt.status])).toEqual([
      ['ping', 'complete', 200],
    ]);
    const [turn, ping] = simulator.requests;
    const sent = JSON.parse(turn?.body.toString() ?? '');
    expect(JSON.parse(ping?.body.toString() ?? '')).toEqual({ ...sent, max_tokens: 0, stream: false });
    expect(ping?.url).toBe(turn?.url);
    const later = await client.messages.create({
      ...request,
      messages: [
        { role: 'user', content: 'Hello' },
        { role: 'assistant', content: 'Fine.' },
        { role: 'user', content: 'And now?' },
      ],
    });
    expect(later.usage.cache_read_input_tokens).toBeGreaterThan(5_000);
  });
});
