/**
 * No line at all: an existing client, pointed at a gateway that runs beside it.
 * `npx turnwise serve`, then `ANTHROPIC_BASE_URL=http://127.0.0.1:8484 node examples/08-gateway.ts`
 */
import Anthropic from '@anthropic-ai/sdk';

const client = new Anthropic(); // reads ANTHROPIC_BASE_URL, as Claude Code and other clients do
const { data, response } = await client.messages
  .create({
    model: 'claude-sonnet-5-5',
    max_tokens: 1_000,
    tools: [{ name: 'weather_tool', input_schema: { type: 'object', properties: { city: { type: 'string' } } } }],
    messages: [
      { role: 'user', content: 'Do I need an umbrella in Bergen?' },
      {
        role: 'assistant',
        content: [{ type: 'tool_use', id: 'toolu_1', name: 'weather_tool', input: { city: 'Bergen' } }],
      },
      { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'toolu_1', content: 'rain, 9 °C' }] },
    ],
  })
  .withResponse();

const told = (name: string) => response.headers.get(`x-turnwise-${name}`);
process.stdout.write(`${told('reason')} -> ${told('tier')}: ${data.model}\n`);
