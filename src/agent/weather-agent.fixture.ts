import Anthropic from '@anthropic-ai/sdk';
import { type Agent, createAgent, defineTool } from './index.ts';

/** The same agent in two processes. Its prompt is long enough to be cached. */
export function weatherAgent(baseURL: string): Agent {
  return createAgent({
    client: new Anthropic({ baseURL, apiKey: 'key' }),
    tiers: { reasoning: 'claude-sonnet-5-5' },
    control: { share: 0 },
    system: 'You answer questions about the weather, at length. '.repeat(200),
    tools: [defineTool({ name: 'weather_tool', description: 'Weather', input: { type: 'object' }, run: () => 'Rain' })],
  });
}
