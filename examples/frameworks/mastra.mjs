/** Mastra over the AI SDK adapter. `npm install turnwise @mastra/core @ai-sdk/anthropic zod`, then `node mastra.mjs` */
import { createAnthropic } from '@ai-sdk/anthropic';
import { Agent } from '@mastra/core/agent';
import { createTool } from '@mastra/core/tools';
import { routedModel } from 'turnwise/ai-sdk';
import { z } from 'zod';

const baseUrl = process.env.ANTHROPIC_BASE_URL ?? 'https://api.anthropic.com';
const anthropic = createAnthropic({ baseURL: `${baseUrl}/v1` });

const agent = new Agent({
  id: 'weather',
  name: 'Weather',
  instructions: 'Answer briefly.',
  model: routedModel({
    reasoning: anthropic('claude-sonnet-5-5'),
    execution: anthropic('claude-haiku-5-5'),
    simpleTools: ['get_weather'],
    control: { share: 0 },
    onTurn: ({ decision, servedModel }) => process.stdout.write(`${decision.reason} -> ${servedModel}\n`),
  }),
  tools: {
    get_weather: createTool({
      id: 'get_weather',
      description: 'The weather in a city.',
      inputSchema: z.object({ city: z.string() }),
      execute: async () => 'rain, 9 °C',
    }),
  },
});

const { text } = await agent.generate('Do I need an umbrella in Bergen?');
process.stdout.write(`${text}\n`);
process.exit(0);
