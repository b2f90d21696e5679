/**
 * One line: every turn of a client of the official SDK is routed. `ANTHROPIC_API_KEY=... node examples/01-sdk-middleware.ts`
 */
import Anthropic from '@anthropic-ai/sdk';
import { betaTool } from '@anthropic-ai/sdk/helpers/beta/json-schema';
import { turnwise } from '../src/adapters/anthropic/index.ts'; // 'turnwise/anthropic'

const client = new Anthropic({
  middleware: [
    turnwise({
      simpleTools: ['get_weather'],
      control: { share: 0 },
      onTurn: ({ decision, servedModel }) => process.stdout.write(`${decision.reason} -> ${servedModel}\n`),
    }),
  ],
});

const getWeather = betaTool({
  name: 'get_weather',
  description: 'The weather in a city.',
  inputSchema: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
  run: ({ city }) => `${city}: rain, 9 °C`,
});

const reply = await client.beta.messages.toolRunner({
  model: 'claude-sonnet-5-5', // the reasoning tier
  max_tokens: 1_000,
  tools: [getWeather],
  messages: [{ role: 'user', content: 'Do I need an umbrella in Bergen?' }],
});
const text = reply.content.flatMap((block) => (block.type === 'text' ? [block.text] : [])).join('');
process.stdout.write(`${text}\n`);
