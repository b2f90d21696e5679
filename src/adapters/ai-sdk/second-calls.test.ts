import {
  APICallError,
  type LanguageModelV4,
  type LanguageModelV4CallOptions,
  type LanguageModelV4GenerateResult,
  type LanguageModelV4Prompt,
} from '@ai-sdk/provider';
import { expect, test } from 'vitest';
import { executionModel, reasoningModel } from '../../../conformance/conversations.ts';
import type { TurnEvent } from '../../core/index.ts';
import { routedModel } from './routed-model.ts';

const result: LanguageModelV4GenerateResult = {
  content: [{ type: 'text', text: 'ok' }],
  finishReason: { unified: 'stop', raw: 'end_turn' },
  usage: {
    inputTokens: { total: 10, noCache: 10, cacheRead: 0, cacheWrite: 0 },
    outputTokens: { total: 2, text: 2, reasoning: 0 },
  },
  warnings: [],
};

type Generate = (options: LanguageModelV4CallOptions) => Promise<LanguageModelV4GenerateResult>;

function modelOf(modelId: string, generate: Generate, supportedUrls: Record<string, RegExp[]> = {}): LanguageModelV4 {
  const doStream: LanguageModelV4['doStream'] = async (options) => {
    const { content, finishReason, usage } = await generate(options);
    return {
      stream: new ReadableStream({
        start(controller) {
          controller.enqueue({ type: 'text-start', id: '0' });
          controller.enqueue({
            type: 'text-delta',
            id: '0',
            delta: content[0]?.type === 'text' ? content[0].text : '',
          });
          controller.enqueue({ type: 'finish', finishReason, usage });
          controller.close();
        },
      }),
    };
  };
  return { specificationVersion: 'v4', provider: 'test', modelId, supportedUrls, doGenerate: generate, doStream };
}

const prompt: LanguageModelV4Prompt = [{ role: 'user', content: [{ type: 'text', text: 'Hi' }] }];

test('thinking that is refused as bound to another beginning is sent once more to be dropped, and so from then on', async () => {
  const asked: LanguageModelV4CallOptions[] = [];
  const generate: Generate = async (options) => {
    asked.push(options);
    if (JSON.stringify(options.providerOptions ?? {}).includes('drop_block')) return result;
    throw new APICallError({
      message: 'Invalid `signature` in `thinking` block. The block is bound to a different conversation.',
      url: '',
      requestBodyValues: {},
      statusCode: 400,
    });
  };
  const events: TurnEvent[] = [];
  const model = routedModel({
    reasoning: modelOf(reasoningModel, generate),
    execution: modelOf(executionModel, generate),
    control: { share: 0 },
    onTurn: (event) => events.push(event),
  });
  const { content } = await model.doGenerate({ prompt });
  await expect.poll(() => events.length).toBe(1);
  const next: LanguageModelV4Prompt = [
    ...prompt,
    { role: 'assistant', content: [{ type: 'text', text: 'ok' }] },
    ...prompt,
  ];
  await model.doGenerate({ prompt: next });
  expect(content).toEqual(result.content);
  const lenient = {
    providerOptions: {
      anthropic: { thinking: { type: 'adaptive', blockBinding: { prefixMismatchBehavior: 'drop_block' } } },
    },
    headers: { 'anthropic-beta': 'thinking-binding-controls-2026-08-01' },
  };
  expect(asked.map(({ providerOptions, headers }) => ({ providerOptions, headers }))).toEqual([
    { providerOptions: undefined, headers: undefined },
    lenient,
    lenient,
  ]);
});

test('a slow start is hedged, where that is asked for: the one that comes first answers', async () => {
  const never = Promise.withResolvers<LanguageModelV4GenerateResult>();
  const events: TurnEvent[] = [];
  const model = routedModel({
    reasoning: modelOf(reasoningModel, async () => result),
    execution: modelOf(executionModel, () => never.promise),
    control: { share: 0 },
    hedge: { quantile: 0, minMs: 1 },
    rulesFirst: [{ reason: 'cheap', when: {}, allow: ['execution'] }],
    onTurn: (event) => events.push(event),
  });
  const { stream } = await model.doStream({ prompt });
  const parts = [];
  for await (const part of stream) parts.push(part);
  expect(parts.at(-1)).toMatchObject({ providerMetadata: { turnwise: { tier: 'reasoning', reason: 'hedge' } } });
  await expect
    .poll(() => events[0]?.attempts.map(({ purpose, end }) => [purpose, end]))
    .toEqual([
      ['turn', 'given_up'],
      ['hedge', 'complete'],
    ]);
});

test('files by address go to the models only where both take them', async () => {
  const model = routedModel({
    reasoning: modelOf('a', async () => result, { 'image/*': [/^https:/, /^gs:/], 'application/pdf': [/^https:/] }),
    execution: modelOf('b', async () => result, { 'image/*': [/^https:/] }),
  });
  expect(await model.supportedUrls).toEqual({ 'image/*': [/^https:/] });
});

test('closing ends the sinks', async () => {
  const closed: string[] = [];
  const sink = { name: 'own', tell: () => undefined, close: async () => void closed.push('own') };
  const models = { reasoning: modelOf('a', async () => result), execution: modelOf('b', async () => result) };
  await routedModel({ ...models, sinks: [sink] }).close();
  expect(closed).toEqual(['own']);
});
