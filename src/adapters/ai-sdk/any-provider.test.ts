import type {
  LanguageModelV4,
  LanguageModelV4CallOptions,
  LanguageModelV4Content,
  LanguageModelV4GenerateResult,
  LanguageModelV4Prompt,
} from '@ai-sdk/provider';
import { describe, expect, test } from 'vitest';
import type { TurnEvent } from '../../core/index.ts';
import { SettingsError } from '../../routing/index.ts';
import { type RoutedModelOptions, routedModel } from './routed-model.ts';

/** A model of some provider, with every call noted. */
function modelOf(modelId: string, content: readonly LanguageModelV4Content[] = [{ type: 'text', text: 'ok' }]) {
  const calls: LanguageModelV4CallOptions[] = [];
  const hasCall = content.some(({ type }) => type === 'tool-call');
  const result: LanguageModelV4GenerateResult = {
    content: [...content],
    finishReason: { unified: hasCall ? 'tool-calls' : 'stop', raw: hasCall ? 'tool_calls' : 'stop' },
    usage: {
      inputTokens: { total: 1_000, noCache: undefined, cacheRead: 400, cacheWrite: undefined },
      outputTokens: { total: 50, text: undefined, reasoning: 10 },
    },
    response: { modelId: `${modelId}-2026-08-07` },
    warnings: [],
  };
  const model: LanguageModelV4 = {
    specificationVersion: 'v4',
    provider: 'some.provider',
    modelId,
    supportedUrls: {},
    doGenerate: async (options) => {
      calls.push(options);
      return result;
    },
    doStream: () => Promise.reject(new Error('not asked')),
  };
  return { model, calls };
}

const prompt: LanguageModelV4Prompt = [
  { role: 'user', content: [{ type: 'text', text: 'Weather?' }] },
  { role: 'assistant', content: [{ type: 'tool-call', toolCallId: 't1', toolName: 'weather_tool', input: {} }] },
  {
    role: 'tool',
    content: [
      { type: 'tool-result', toolCallId: 't1', toolName: 'weather_tool', output: { type: 'text', value: 'rain' } },
    ],
  },
];
const inputSchema = { type: 'object' as const, properties: {} };
const tools = [{ type: 'function' as const, name: 'weather_tool', inputSchema }];
const price = (model: string, input: number) => ({
  model,
  bands: [{ input, output: input * 5, write5m: input, write1h: input, read: input / 10 }],
});

async function routedOnce(settings: Partial<RoutedModelOptions>, options: Partial<LanguageModelV4CallOptions> = {}) {
  const reasoning = modelOf('gpt-6');
  const execution = modelOf('gpt-6-mini');
  const events: TurnEvent[] = [];
  const model = routedModel({
    reasoning: reasoning.model,
    execution: execution.model,
    control: { share: 0 },
    onTurn: (event) => events.push(event),
    ...settings,
  });
  const reply = await model.doGenerate({ prompt, tools, ...options });
  await expect.poll(() => events.length).toBe(1);
  const [event] = events;
  if (event === undefined) throw new Error('no turn was told');
  return { reply, event, sent: execution.calls[0] };
}

describe('models of another provider', () => {
  test('stay with the reasoning model where they have no price: what is not known is not free', async () => {
    const { event } = await routedOnce({});
    expect([event.servedModel, event.decision.reason, event.decision.ruleReason]).toEqual([
      'gpt-6',
      'stayed',
      'simple_tools',
    ]);
    expect(event.decision.arithmetic?.comparisons[0]?.staysBecause).toBe('unpriced');
    expect(event.bill?.costNanoUsd).toBeUndefined();
  });

  test('are routed by prices of the user’s own, and billed by them', async () => {
    const { event, reply } = await routedOnce({ prices: [price('gpt-6', 10), price('gpt-6-mini', 1)] });
    expect(event.servedModel).toBe('gpt-6-mini');
    expect(event.decision.edits.map((edit) => edit.kind === 'set' && edit.path)).toEqual([['model']]);
    expect(event.attempts[0]?.usage).toEqual({
      ...{ inputTokens: 600, outputTokens: 50, cacheReadTokens: 400, cacheWriteTokens: 0, thinkingTokens: 10 },
    });
    expect(event.bill?.costNanoUsd).toBe(600 * 1_000 + 400 * 100 + 50 * 5_000);
    expect(reply.providerMetadata?.turnwise).toMatchObject({ tier: 'execution', model: 'gpt-6-mini' });
  });

  test('are routed by names alone where a rule says so', async () => {
    const rules = [{ reason: 'cheap', when: { tools: 'all_simple' as const }, allow: ['execution'] }];
    const { event } = await routedOnce({ rules });
    expect([event.servedModel, event.decision.reason]).toEqual(['gpt-6-mini', 'cheap']);
  });

  test('get the caller’s own options, whatever they are', async () => {
    const options = {
      temperature: 0.4,
      topP: 0.5,
      reasoning: 'high' as const,
      maxOutputTokens: 7,
      providerOptions: { openai: { store: false }, turnwise: { tier: 'execution' } },
      headers: { 'X-Turnwise-User': 'ada', 'x-other': '1' },
    };
    const { event, sent } = await routedOnce({}, options);
    expect(event.decision.reason).toBe('pinned');
    if (sent === undefined) throw new Error('nothing was sent');
    const { abortSignal: _signal, ...rest } = sent;
    expect(rest).toEqual({
      ...{ prompt, tools, temperature: 0.4, topP: 0.5, reasoning: 'high', maxOutputTokens: 7 },
      providerOptions: { openai: { store: false } },
      headers: { 'x-other': '1' },
    });
  });
});

test('what is said to Turnwise groups and names a turn, and is hashed', async () => {
  const { event } = await routedOnce(
    {},
    { providerOptions: { turnwise: { conversation: 'c1', user: 'ada', cohort: 'beta' } } },
  );
  expect(event.cohort).toBe('beta');
  expect([event.user, event.groupId].every((id) => id !== undefined && !/ada|c1/.test(id))).toBe(true);
  expect(event.client).toBe('ai-sdk');
});

test('a wrong reply of any provider is asked of the reasoning model', async () => {
  const call = { type: 'tool-call' as const, toolCallId: 'x', toolName: 'no_tool', input: '{}' };
  const execution = modelOf('gpt-6-mini', [call]);
  const { reply, event } = await routedOnce({
    execution: execution.model,
    rules: [{ reason: 'cheap', when: { tools: 'all_simple' }, allow: ['execution'] }],
  });
  expect(reply.content).toEqual([{ type: 'text', text: 'ok' }]);
  expect(event.attempts.map(({ verdict }) => verdict?.reason)).toEqual(['unknown_tool', undefined]);
});

test('mistakes in the settings are told at once, all of them', () => {
  const models = { reasoning: modelOf('a').model, execution: modelOf('b').model };
  expect(() => routedModel({ ...models, simpleTools: ['('], errorPatterns: ['['] })).toThrow(SettingsError);
});
