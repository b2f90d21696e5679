/**
 * OpenAI Agents over the AI SDK adapter.
 * `npm install turnwise @openai/agents @openai/agents-extensions @ai-sdk/anthropic zod`, then `node openai-agents.mjs`
 */
import { createAnthropic } from '@ai-sdk/anthropic';
import { Agent, run, setTracingDisabled, tool } from '@openai/agents';
import { aisdk } from '@openai/agents-extensions/ai-sdk';
import { routedModel } from 'turnwise/ai-sdk';
import { z } from 'zod';

const baseUrl = process.env.ANTHROPIC_BASE_URL ?? 'https://api.anthropic.com';
const anthropic = createAnthropic({ baseURL: `${baseUrl}/v1` });
setTracingDisabled(true);

const agent = new Agent({
  name: 'Weather',
  instructions: 'Answer briefly.',
  model: aisdk(
    routedModel({
      reasoning: anthropic('claude-sonnet-5-5'),
      execution: anthropic('claude-haiku-5-5'),
      simpleTools: ['get_weather'],
      control: { share: 0 },
      onTurn: ({ decision, servedModel }) => process.stdout.write(`${decision.reason} -> ${servedModel}\n`),
    }),
  ),
  tools: [
    tool({
      name: 'get_weather',
      description: 'The weather in a city.',
      parameters: z.object({ city: z.string() }),
      execute: async () => 'rain, 9 °C',
    }),
  ],
});

const { finalOutput } = await run(agent, 'Do I need an umbrella in Bergen?');
process.stdout.write(`${finalOutput}\n`);
process.exit(0);
