/**
 * An agent with tools whose definitions the model loads when it needs them. `ANTHROPIC_API_KEY=... node examples/04-agent-deferred-tools.ts`
 */
import Anthropic from '@anthropic-ai/sdk';
import { z } from 'zod';
import { createAgent, createConversation, defineTool } from '../src/agent/index.ts'; // 'turnwise/agent'

const weather = defineTool({
  name: 'weather_tool',
  description: 'The weather in a city.',
  input: z.object({ city: z.string() }),
  run: ({ city }) => `${city}: rain, 9 °C`,
});

const flights = defineTool({
  name: 'flight_search',
  description: 'Finds flights between two airports.',
  input: z.object({ from: z.string(), to: z.string() }),
  deferred: true, // not in the prompt until the model calls request_tool
  run: ({ from, to }) => `${from}-${to}: 07:25, 12:40`,
});

const agent = createAgent({
  client: new Anthropic(),
  tiers: { reasoning: 'claude-sonnet-5-5', execution: { model: 'claude-haiku-5-5', effort: 'low' } },
  tools: [weather, flights],
  simpleTools: ['weather_tool', 'request_tool'], // what the execution tier may digest
  control: { share: 0 },
});

const run = agent.stream(createConversation(), 'Do I fly from Bergen to Oslo today, or does it rain?');
for await (const event of run) {
  if (event.type === 'tool-loaded') process.stdout.write(`loaded ${event.tool}\n`);
  if (event.type === 'tool-call-ended') process.stdout.write(`ran ${event.tool}\n`);
  if (event.type === 'turn-ended') process.stdout.write(`${event.turn.reason} -> ${event.turn.model}\n`);
}
const { end, text } = await run.result;
process.stdout.write(`${end}: ${text}\n`);
await agent.close();
