/**
 * Two models of the AI SDK as one: each step of `generateText`, `streamText` or an agent goes to one of them.
 * `ANTHROPIC_API_KEY=... node examples/02-ai-sdk.ts`
 */
import { anthropic } from '@ai-sdk/anthropic';
import { isStepCount, jsonSchema, streamText, tool } from 'ai';
import { routedModel } from '../src/adapters/ai-sdk/index.ts'; // 'turnwise/ai-sdk'

const model = routedModel({
  reasoning: anthropic('claude-sonnet-5-5'),
  execution: anthropic('claude-haiku-5-5'),
  simpleTools: ['get_weather'],
  control: { share: 0 },
  onTurn: ({ decision, servedModel }) => process.stdout.write(`${decision.reason} -> ${servedModel}\n`),
});

const getWeather = tool({
  description: 'The weather in a city.',
  inputSchema: jsonSchema<{ city: string }>({
    type: 'object',
    properties: { city: { type: 'string' } },
    required: ['city'],
  }),
  execute: ({ city }) => `${city}: rain, 9 °C`,
});

const result = streamText({
  model,
  tools: { get_weather: getWeather },
  stopWhen: isStepCount(5),
  prompt: 'Do I need an umbrella in Bergen?',
});
const text = await result.text;
const { turnwise } = (await result.providerMetadata) ?? {};
process.stdout.write(`${text} (${String(turnwise?.tier)})\n`);
