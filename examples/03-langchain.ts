/**
 * Two chat models of LangChain behind one agent: each model call goes to one of them.
 * `ANTHROPIC_API_KEY=... node examples/03-langchain.ts`
 */
import { ChatAnthropic } from '@langchain/anthropic';
import { createAgent, tool } from 'langchain';
import { z } from 'zod';
import { turnwiseMiddleware } from '../src/adapters/langchain/index.ts'; // 'turnwise/langchain'

const reasoning = new ChatAnthropic({ model: 'claude-sonnet-5-5', maxTokens: 1_000 });
const execution = new ChatAnthropic({ model: 'claude-haiku-5-5', maxTokens: 1_000 });

const getWeather = tool(({ city }) => `${city}: rain, 9 °C`, {
  name: 'get_weather',
  description: 'The weather in a city.',
  schema: z.object({ city: z.string() }),
});

const agent = createAgent({
  model: reasoning,
  tools: [getWeather],
  middleware: [
    turnwiseMiddleware({
      reasoning,
      execution,
      simpleTools: ['get_weather'],
      control: { share: 0 },
      onTurn: ({ decision, servedModel }) => process.stdout.write(`${decision.reason} -> ${servedModel}\n`),
    }),
  ],
});

const { messages } = await agent.invoke({ messages: [{ role: 'user', content: 'Do I need an umbrella in Bergen?' }] });
process.stdout.write(`${messages.at(-1)?.text}\n`);
