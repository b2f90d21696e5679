import Anthropic from '@anthropic-ai/sdk';
import { createAgent, createConversation, defineTool } from '../../src/agent/index.ts';
import { executionModel, reasoningModel, scriptedPerson } from '../conversations.ts';
import type { Surface } from './surface.ts';

/** The agent loop. It always streams; a run that failed is gone on with by running it again, which is the retry here. */
export const agent: Surface = {
  name: 'agent loop',
  facts: {
    door: '`turnwise/agent`',
    edits: 'in the bytes',
    stream: 'held',
    told: 'the conversation’s turns',
    keeping: 'with the SDK’s client',
    retries: 'running again; its client’s stay inside a turn',
  },
  async hold(scenario, { baseUrl, retries, settings: { control, escalation }, onTurn, onText }) {
    const person = scriptedPerson(scenario);
    const tools = scenario.tools.map(({ name, description, input_schema: input }) =>
      defineTool({
        name,
        description,
        input: { type: 'object', ...input },
        run: (value, { callId: id }) => {
          const { result, isError } = person.use({ id, name, input: JSON.parse(JSON.stringify(value)) });
          return { content: result, isError };
        },
      }),
    );
    const loop = createAgent({
      client: new Anthropic({ baseURL: baseUrl, apiKey: 'sk-test', maxRetries: 0 }),
      tiers: { reasoning: reasoningModel, execution: { model: executionModel, effort: 'low' } },
      system: person.system,
      maxTokens: 4096,
      tools,
      ...(control && { control }),
      ...(escalation && { escalation }),
      sinks: [{ name: 'conformance', tell: onTurn }],
    });
    loop.on((event) => event.type === 'text-delta' && onText(event.text));
    const options = { interject: () => person.interject() };
    let conversation = createConversation();
    let left = retries;
    for (let said = person.speak(); said !== undefined; said = person.speak()) {
      let result = await loop.run(conversation, said, options);
      for (; result.end === 'failed' && left > 0; left -= 1)
        result = await loop.run(result.conversation, undefined, options);
      if (result.end !== 'answered') throw new Error(result.error?.message ?? result.end);
      conversation = result.conversation;
    }
    return conversation.messages.filter(({ role }) => role === 'assistant').map(({ content }) => textOf(content));
  },
};

function textOf(content: string | readonly { readonly type: string; readonly text?: unknown }[]): string {
  if (typeof content === 'string') return content;
  return content.map(({ type, text }) => (type === 'text' ? String(text) : '')).join('');
}
