import { createAnthropic } from '@ai-sdk/anthropic';
import { routedModel } from '../../src/adapters/ai-sdk/index.ts';
import { executionModel, reasoningModel } from '../conversations.ts';
import { holdConversation } from '../holding/ai-sdk.ts';
import type { Surface } from './surface.ts';

/** `generateText` and `streamText` with a routed model of Anthropic's two. */
export const aiSdk: Surface = {
  name: 'AI SDK',
  facts: {
    door: '`turnwise/ai-sdk`',
    edits: 'in the call’s options',
    stream: 'held',
    told: '`providerMetadata.turnwise`',
    keeping: 'no',
    retries: 'the SDK’s',
  },
  async hold(scenario, { baseUrl, stream, retries, settings, onTurn, onText }) {
    const anthropic = createAnthropic({ baseURL: `${baseUrl}/v1`, apiKey: 'sk-test' });
    const model = routedModel({
      reasoning: anthropic(reasoningModel),
      execution: anthropic(executionModel),
      ...settings,
      onTurn,
    });
    // Else the package asks for eager input streaming in every tool of a stream: other bytes, other tokens.
    const providerOptions = { anthropic: { toolStreaming: false } };
    const steps = await holdConversation(scenario, {
      model,
      stream,
      onText,
      marks: false,
      maxRetries: retries,
      providerOptions,
    });
    return steps.map(({ text }) => text);
  },
};
