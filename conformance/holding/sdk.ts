/** Scripted conversations as someone who uses the official SDK would hold them. */
import type Anthropic from '@anthropic-ai/sdk';
import type { Scenario } from '../../src/simulator/index.ts';
import { reasoningModel, type ScriptedPerson, scriptedPerson } from '../conversations.ts';

/** How a conversation is held. */
export interface Holding {
  readonly client: Anthropic;
  readonly stream: boolean;
  /** Told of text as it streams. */
  readonly onText?: (text: string) => void;
}

/** Holds a scenario's whole conversation and returns the replies. */
export async function holdConversation(
  scenario: Scenario,
  { client, stream, onText = () => undefined }: Holding,
): Promise<readonly Anthropic.Message[]> {
  const person = scriptedPerson(scenario);
  const messages: Anthropic.MessageParam[] = [];
  const replies: Anthropic.Message[] = [];
  for (let said = person.speak(); said !== undefined; said = person.speak()) {
    messages.push({ role: 'user', content: [{ type: 'text', text: said }] });
    for (let working = true; working; ) {
      const request = {
        model: reasoningModel,
        max_tokens: 4096,
        system: [{ type: 'text' as const, text: person.system }],
        tools: toolsOf(scenario),
        messages,
      };
      const reply = stream
        ? await client.messages.stream(request).on('text', onText).finalMessage()
        : await client.messages.create(request);
      replies.push(reply);
      messages.push({ role: 'assistant', content: reply.content });
      working = reply.stop_reason === 'tool_use';
      if (working) messages.push({ role: 'user', content: answersTo(reply, person) });
    }
  }
  return replies;
}

function toolsOf(scenario: Scenario): Anthropic.Tool[] {
  return scenario.tools.map(({ name, description, input_schema }) => ({
    name,
    description,
    input_schema: { type: 'object', ...input_schema },
  }));
}

function answersTo(reply: Anthropic.Message, person: ScriptedPerson): Anthropic.ContentBlockParam[] {
  const results = reply.content
    .filter((block) => block.type === 'tool_use')
    .map(({ id, name, input }) => {
      const { result, isError } = person.use({ id, name, input: JSON.parse(JSON.stringify(input)) });
      const failed = isError ? { is_error: true } : {};
      return { type: 'tool_result' as const, tool_use_id: id, content: result, ...failed };
    });
  const typed = person.interject();
  return [...results, ...(typed === undefined ? [] : [{ type: 'text' as const, text: typed }])];
}
