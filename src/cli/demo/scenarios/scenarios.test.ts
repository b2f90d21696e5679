import Anthropic from '@anthropic-ai/sdk';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Simulator, scriptedAnswerer, startSimulator } from '../../../simulator/index.ts';
import { createAssistant } from '../assistant.ts';
import { problemOf } from '../ending.ts';
import { systemPrompt } from '../system-prompt.ts';
import { tools } from '../tools.ts';
import { scenarios } from './index.ts';

describe('the scenarios', () => {
  let simulator: Simulator;
  beforeAll(async () => {
    simulator = await startSimulator({ answerers: [scriptedAnswerer(scenarios)], timeScale: 0, keepRequests: true });
  });
  afterAll(() => simulator.close());

  test('are a dozen, told apart by their ids and by everything their users say', () => {
    const said = scenarios.flatMap(({ turns }) => turns.map(({ user }) => user));
    expect(scenarios.length).toBe(12);
    expect(new Set(scenarios.map(({ id }) => id)).size).toBe(12);
    expect(new Set(said).size).toBe(said.length);
  });

  test('call tools that the assistant offers, with inputs their schemas name, and say the same on every model', () => {
    const inputNames = new Map(tools.map(({ name, input: { properties } }) => [name, Object.keys(properties)]));
    const steps = scenarios.flatMap(({ turns }) => turns.flatMap((turn) => turn.steps));
    for (const { tool, input } of steps.flatMap(({ calls }) => calls ?? [])) {
      expect(inputNames.get(tool), tool).toEqual(expect.arrayContaining(Object.keys(input)));
    }
    expect(steps.flatMap(({ variants }) => variants)).toEqual([]);
  });

  test.each(scenarios.map((scenario) => ({ scenario, id: scenario.id })))(
    '$id ends as scripted, straight at the simulator',
    async ({ scenario }) => {
      const client = new Anthropic({ apiKey: 'demo', baseURL: simulator.baseUrl, maxRetries: 0 });
      const assistant = createAssistant({ client, routing: { mode: 'off' } }, systemPrompt('00000000'));
      const watch = { signal: new AbortController().signal, onTurn: async () => undefined };
      expect(problemOf(await assistant.play(scenario, watch), scenario, { word: true })).toBeUndefined();
    },
  );

  test('keep a system prompt of about 1,500 tokens, well above what is cached at all', async () => {
    const client = new Anthropic({ apiKey: 'demo', baseURL: simulator.baseUrl });
    const messages = [{ role: 'user' as const, content: 'Hello' }];
    const model = 'claude-sonnet-5-5';
    const system = systemPrompt('00000000');
    const { input_tokens: all } = await client.messages.countTokens({ model, system, messages });
    const { input_tokens: without } = await client.messages.countTokens({ model, messages });
    expect(all - without).toBeGreaterThan(1_300);
    expect(all - without).toBeLessThan(1_800);
  });
});
