import { createAnthropic } from '@ai-sdk/anthropic';
import { generateText, isStepCount, jsonSchema, tool } from 'ai';
import { expect, onTestFinished, test } from 'vitest';
import { executionModel, reasoningModel, simpleThenComplex, toolError } from '../../../conformance/conversations.ts';
import type { Decision } from '../../core/index.ts';
import { scriptedAnswerer, startSimulator } from '../../simulator/index.ts';
import { prepareStep } from './prepare-step.ts';

async function modelsOf(prompt: string, failing: string) {
  const simulator = await startSimulator({
    answerers: [scriptedAnswerer([simpleThenComplex, toolError])],
    timeScale: 0,
    seed: 1,
  });
  onTestFinished(() => simulator.close());
  const anthropic = createAnthropic({ baseURL: `${simulator.baseUrl}/v1`, apiKey: 'sk-test' });
  const [reasoning, execution] = [anthropic(reasoningModel), anthropic(executionModel)];
  const decisions: Decision[] = [];
  const inputSchema = jsonSchema<{ city?: string }>({ type: 'object', properties: {} });
  await generateText({
    model: reasoning,
    prompt,
    maxRetries: 0,
    stopWhen: isStepCount(5),
    tools: {
      weather_tool: tool({
        inputSchema,
        execute: ({ city }) => {
          if (city === failing) throw new Error('no such city');
          return 'rain';
        },
      }),
      email_tool: tool({ inputSchema, execute: () => 'sent' }),
    },
    prepareStep: prepareStep({ reasoning, execution, onDecision: (decision) => decisions.push(decision) }),
  });
  return { models: simulator.billed.map(({ model }) => model), reasons: decisions.map(({ reason }) => reason) };
}

test('each step of a loop gets the model that the rules say', async () => {
  expect(await modelsOf('Mail Ada the weather in Bergen.', '')).toEqual({
    models: [reasoningModel, executionModel, reasoningModel],
    reasons: ['user_request', 'simple_tools', 'complex_tools'],
  });
});

test('a tool that failed is seen', async () => {
  expect(await modelsOf('The weather in Bergn?', 'Bergn')).toEqual({
    models: [reasoningModel, reasoningModel, executionModel],
    reasons: ['user_request', 'tool_error', 'simple_tools'],
  });
});
