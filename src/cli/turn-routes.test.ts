import Anthropic from '@anthropic-ai/sdk';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createAgent, createConversation, gatewayRecord } from '../agent/index.ts';
import { compilePolicy, parseSettings, type Sink, type TurnEvent } from '../core/index.ts';
import { startSimulator } from '../simulator/index.ts';
import { composeGateway } from './compose.ts';

async function setUp({
  tokens = [],
  sinks = [],
}: {
  readonly tokens?: readonly string[];
  readonly sinks?: readonly Sink[];
} = {}) {
  const simulator = await startSimulator({
    timeScale: 0,
    answerers: [() => ({ content: [{ type: 'text', text: 'Fine.' }], stopReason: 'end_turn' })],
  });
  const parsed = parseSettings({ listen: { port: 0 }, upstream: { baseUrl: simulator.baseUrl } });
  const compiled = parsed.ok ? compilePolicy(parsed.settings) : parsed;
  if (!parsed.ok || !('policy' in compiled)) throw new Error(JSON.stringify(compiled));
  const turns: TurnEvent[] = [];
  const problems: string[] = [];
  const composed = await composeGateway({
    config: { settings: parsed.settings, policy: compiled.policy },
    credentials: { tokens },
    salt: 'salt',
    environment: {},
    sinks: [...sinks, { name: 'test', tell: (event) => turns.push(event) }],
    onProblem: ({ message }) => problems.push(message),
  });
  onTestFinished(async () => {
    composed.gateway.destroy();
    await composed.close();
    await simulator.close();
  });
  const post = (body: unknown, headers: Record<string, string> = {}) =>
    fetch(`${composed.gateway.url}/turnwise/turns`, {
      method: 'POST',
      headers,
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  return { simulator, url: composed.gateway.url, turns, problems, post };
}

async function anAgentsTurn(baseURL: string, sinks: readonly Sink[]): Promise<TurnEvent | undefined> {
  const agent = createAgent({
    client: new Anthropic({ baseURL, apiKey: 'key' }),
    tiers: { reasoning: 'claude-sonnet-5-5' },
    sinks,
  });
  const { conversation } = await agent.run(createConversation(), 'Hi');
  await agent.close();
  return conversation.turns[0]?.event;
}

describe('turns of another process', () => {
  test('stand in the gateway’s record, as they were told there', async () => {
    const { simulator, url, turns } = await setUp();
    const event = await anAgentsTurn(simulator.baseUrl, [gatewayRecord(url)]);
    expect(turns).toEqual([JSON.parse(JSON.stringify(event))]);
    expect(turns[0]?.client).toBe('turnwise-agent');
  });

  test('are taken with the gateway’s token only, where it has one', async () => {
    const { simulator, url, turns } = await setUp({ tokens: ['secret'] });
    const problems: number[] = [];
    await anAgentsTurn(simulator.baseUrl, [
      gatewayRecord(url, { token: 'wrong', onProblem: ({ dropped }) => problems.push(dropped) }),
    ]);
    expect([turns.length, problems]).toEqual([0, [1]]);
    await anAgentsTurn(simulator.baseUrl, [gatewayRecord(url, { token: 'secret' })]);
    expect(turns).toHaveLength(1);
  });

  test.each([
    ['no JSON', '{'],
    ['no turns', { turns: [{ turnId: 'a' }] }],
    ['something beside them', { turns: [], mode: 'off' }],
    ['too many at once', { turns: Array.from({ length: 101 }, () => ({})) }],
  ])('are refused where they are %s', async (_what, body) => {
    const { post, turns } = await setUp();
    const response = await post(body);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: { details: { error_code: 'turnwise_bad_control_call' } } });
    expect(turns).toEqual([]);
  });

  test('are refused from another site', async () => {
    const { post } = await setUp();
    expect((await post({ turns: [] }, { origin: 'https://example.com' })).status).toBe(403);
  });

  test('a sink that throws is reported, and the others hear of them', async () => {
    const bad: Sink = { name: 'bad', tell: () => JSON.parse('{') };
    const { simulator, url, turns, problems } = await setUp({ sinks: [bad] });
    await anAgentsTurn(simulator.baseUrl, [gatewayRecord(url)]);
    expect(turns).toHaveLength(1);
    expect(problems).toEqual([expect.stringMatching(/^bad: /)]);
  });
});
