import { createAnthropic } from '@ai-sdk/anthropic';
import type { LanguageModelV4, LanguageModelV4Prompt, LanguageModelV4StreamPart } from '@ai-sdk/provider';
import { expect, onTestFinished, test } from 'vitest';
import { executionModel, reasoningModel } from '../../../conformance/conversations.ts';
import { type Answer, startSimulator } from '../../simulator/index.ts';
import { routedModel } from './routed-model.ts';

const text = 'It rains. '.repeat(100);
const said: Answer = {
  content: [
    { type: 'thinking', thinking: 'Rain.' },
    { type: 'text', text },
  ],
  stopReason: 'end_turn',
};
const called: Answer = {
  content: [
    { type: 'text', text: 'And the time. '.repeat(100) },
    { type: 'tool_use', id: 'toolu_2', name: 'time_tool', input: { city: 'Bergen' } },
  ],
  stopReason: 'tool_use',
};

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
const tools = ['weather_tool', 'time_tool'].map((name) => ({ type: 'function' as const, name, inputSchema }));
const options = {
  prompt,
  tools,
  providerOptions: { anthropic: { thinking: { type: 'adaptive', display: 'summarized' }, effort: 'low' } },
};

async function modelsFor(answer: Answer) {
  const simulator = await startSimulator({ answerers: [() => answer], timeScale: 0, seed: 1 });
  onTestFinished(() => simulator.close());
  const anthropic = createAnthropic({ baseURL: `${simulator.baseUrl}/v1`, apiKey: 'sk-test' });
  const [reasoning, execution] = [anthropic(reasoningModel), anthropic(executionModel)];
  return { execution, routed: routedModel({ reasoning, execution, control: { share: 0 } }) };
}

async function partsOf(model: LanguageModelV4): Promise<readonly LanguageModelV4StreamPart[]> {
  const { stream } = await model.doStream(options);
  const parts: LanguageModelV4StreamPart[] = [];
  for await (const part of stream) parts.push(part);
  return parts;
}

/** Parts without the time, and without our own word on who answered. */
function comparable(parts: readonly LanguageModelV4StreamPart[]): readonly object[] {
  return parts.map((part) => {
    if (part.type !== 'finish') return { ...part, ...('timestamp' in part ? { timestamp: 0 } : {}) };
    const { turnwise: _ours, ...theirs } = part.providerMetadata ?? {};
    return { ...part, providerMetadata: theirs };
  });
}

test.each([
  ['a text', said],
  ['a call', called],
])('every part of %s comes as from the model itself, in order', async (_what, answer) => {
  const through = await partsOf((await modelsFor(answer)).routed);
  const direct = await partsOf((await modelsFor(answer)).execution);
  expect(comparable(through)).toEqual(comparable(direct));
  expect(through.at(-1)).toMatchObject({ providerMetadata: { turnwise: { tier: 'execution' } } });
  expect(through.length).toBeGreaterThan(10);
});

/** A model of the test's own: what its stream brings, and when. */
function scriptedModel(modelId: string, stream: ReadableStream<LanguageModelV4StreamPart>): LanguageModelV4 {
  return {
    specificationVersion: 'v4',
    provider: 'test',
    modelId,
    supportedUrls: {},
    doGenerate: () => Promise.reject(new Error('not asked')),
    doStream: async () => ({ stream }),
  };
}

test('a text is let out before it is whole, a call only when the message is finished', async () => {
  const { readable, writable } = new TransformStream<LanguageModelV4StreamPart, LanguageModelV4StreamPart>(
    undefined,
    new CountQueuingStrategy({ highWaterMark: 100 }),
  );
  const routed = routedModel({
    reasoning: scriptedModel(reasoningModel, new ReadableStream()),
    execution: scriptedModel(executionModel, readable),
    control: { share: 0 },
    escalation: { holdTextTokens: 10 },
  });
  const writer = writable.getWriter();
  const begun = routed.doStream(options);
  let isOut = false;
  void begun.then(() => {
    isOut = true;
  });
  await writer.write({ type: 'text-start', id: '0' });
  await writer.write({ type: 'text-delta', id: '0', delta: 'Short.' });
  await new Promise(setImmediate);
  expect(isOut).toBe(false);
  await writer.write({ type: 'text-delta', id: '0', delta: text });
  const reader = (await begun).stream.getReader();
  const seen = [await reader.read(), await reader.read(), await reader.read()];
  expect(seen.map(({ value }) => value?.type)).toEqual(['text-start', 'text-delta', 'text-delta']);
  await writer.close();
});
