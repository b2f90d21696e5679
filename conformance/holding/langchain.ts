/** Scripted conversations as someone who uses a LangChain agent would hold them. */
import { ChatAnthropic } from '@langchain/anthropic';
import { AIMessage, AIMessageChunk, type BaseMessage, HumanMessage, ToolMessage } from '@langchain/core/messages';
import { type AgentMiddleware, createAgent, createMiddleware, SystemMessage, tool } from 'langchain';
import type { Json, Scenario } from '../../src/simulator/index.ts';
import { type ScriptedPerson, scriptedPerson } from '../conversations.ts';

/** Anthropic's model as LangChain has it, before a simulator. */
export function chatModel(baseUrl: string, model: string, more: object = {}): ChatAnthropic {
  const fields = { model, apiKey: 'sk-test', anthropicApiUrl: baseUrl, maxRetries: 0, maxTokens: 4096 };
  return new ChatAnthropic({ ...fields, ...more });
}

/** How a conversation is held. */
export interface Holding {
  readonly model: ChatAnthropic;
  readonly middleware: readonly AgentMiddleware[];
  readonly stream: boolean;
  /** Whether the system prompt sets a cache breakpoint. Default: it does. */
  readonly marks?: boolean;
  /** Told of text as it streams. */
  readonly onText?: (text: string) => void;
  readonly configurable?: Record<string, Json>;
}

/** Holds a scenario's whole conversation and returns the replies. */
export async function holdConversation(scenario: Scenario, holding: Holding): Promise<readonly AIMessage[]> {
  const person = scriptedPerson(scenario);
  const agent = createAgent({
    model: holding.model,
    tools: toolsOf(scenario, person),
    middleware: [interjecting(person), ...holding.middleware],
    systemPrompt: new SystemMessage({
      content: [
        {
          type: 'text',
          text: person.system,
          ...(holding.marks === false ? {} : { cache_control: { type: 'ephemeral' } }),
        },
      ],
    }),
  });
  let messages: BaseMessage[] = [];
  for (let said = person.speak(); said !== undefined; said = person.speak()) {
    const input = { messages: [...messages, new HumanMessage(said)] };
    const config = { configurable: holding.configurable ?? {} };
    if (holding.stream) {
      for await (const [mode, told] of await agent.stream(input, { ...config, streamMode: ['messages', 'values'] })) {
        if (mode === 'values') messages = told.messages;
        else if (AIMessageChunk.isInstance(told[0])) holding.onText?.(told[0].text);
      }
    } else messages = (await agent.invoke(input, config)).messages;
  }
  return messages.filter((message) => AIMessage.isInstance(message));
}

/** A person who types while tools run is heard with their results. */
function interjecting(person: ScriptedPerson): AgentMiddleware {
  return createMiddleware({
    name: 'Interjecting',
    beforeModel: ({ messages }) => {
      if (!ToolMessage.isInstance(messages.at(-1))) return undefined;
      const typed = person.interject();
      return typed === undefined ? undefined : { messages: [new HumanMessage(typed)] };
    },
  });
}

function toolsOf(scenario: Scenario, person: ScriptedPerson) {
  return scenario.tools.map(({ name, description, input_schema: schema }) =>
    tool(
      (input, { toolCall }) => {
        const id = toolCall?.id ?? '';
        const { result, isError } = person.use({ id, name, input: JSON.parse(JSON.stringify(input)) });
        const status = isError ? 'error' : 'success';
        return new ToolMessage({ content: result, tool_call_id: id, name, status });
      },
      { name, description, schema },
    ),
  );
}
