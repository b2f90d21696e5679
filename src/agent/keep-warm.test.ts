/** An agent keeps its conversations' caches by the client it asks through. */
import Anthropic from '@anthropic-ai/sdk';
import { expect, onTestFinished, test, vi } from 'vitest';
import { createManualClock } from '../attempt/index.ts';
import type { PingEvent } from '../core/index.ts';
import { startSimulator } from '../simulator/index.ts';
import { createAgent, createConversation } from './index.ts';

const minute = 60_000;

test('with keepWarm the cache of a conversation outlives a pause, by a ping that is no turn', async () => {
  const clock = createManualClock(Date.UTC(2026, 10, 25, 12));
  const simulator = await startSimulator({
    timeScale: 0,
    seed: 1,
    now: clock.now,
    answerers: [() => ({ content: [{ type: 'text', text: 'Fine.' }], stopReason: 'end_turn' })],
  });
  onTestFinished(() => simulator.close());
  const pings: PingEvent[] = [];
  const agent = createAgent({
    client: new Anthropic({ baseURL: simulator.baseUrl, apiKey: 'sk-test' }),
    tiers: { reasoning: 'claude-sonnet-5-5' },
    system: 'The policy of the house. '.repeat(2_000),
    keepWarm: { maxExtraPercent: 1_000 },
    control: { share: 0 },
    clock,
    sinks: [{ name: 'test', tell: () => undefined, tellPing: (event) => void pings.push(event) }],
  });
  const first = await agent.run(createConversation(), 'Hello');
  await clock.pass(5 * minute - 15_000);
  await vi.waitFor(() => expect(pings).toHaveLength(1));
  await clock.pass(3 * minute);
  const { conversation } = await agent.run(first.conversation, 'And now?');
  expect(pings[0]?.attempt).toMatchObject({ purpose: 'ping', end: 'complete', status: 200 });
  expect(conversation.turns).toHaveLength(2);
  expect(conversation.turns[1]?.usage?.cacheReadTokens).toBeGreaterThan(5_000);
  await agent.close();
});
