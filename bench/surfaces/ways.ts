/** Each surface twice: bare, as its users have it, and routed. */
import { createAnthropic } from '@ai-sdk/anthropic';
import Anthropic from '@anthropic-ai/sdk';
import { ChatAnthropic } from '@langchain/anthropic';
import { AIMessage, HumanMessage, ToolMessage } from '@langchain/core/messages';
import { tool as aiTool, jsonSchema, type LanguageModel, type ModelMessage, streamText } from 'ai';
import { tool as chainTool, createAgent as createChainAgent } from 'langchain';
import { routedModel } from '../../src/adapters/ai-sdk/index.ts';
import { routed, turnwise } from '../../src/adapters/anthropic/index.ts';
import { turnwiseMiddleware } from '../../src/adapters/langchain/index.ts';
import { createAgent, createConversation, defineTool } from '../../src/agent/index.ts';
import type { TurnEvent } from '../../src/core/index.ts';
import {
  type BenchConversation,
  executionModel,
  inputSchema,
  messagesOf,
  question,
  reasoningModel,
  simpleTool,
  system,
  toolNames,
} from './conversation.ts';
import type { PlayTurn } from './measure.ts';

/** A surface, the bare SDK it is compared with, and itself. */
export interface Surface {
  readonly name: string;
  readonly bare: PlayTurn;
  readonly routed: PlayTurn;
}

/** What every routed surface is set to: the simple tool's results go to the execution tier, where they are held and judged. */
const routing = {
  simpleTools: [simpleTool],
  control: { share: 0 },
  rulesFirst: [{ reason: 'bench', when: { toolResults: true }, allow: ['execution'] }],
  sinks: [{ name: 'bench', tell: expectExecution }],
  onProblem: ({ message }: { readonly message: string }) => {
    throw new Error(message);
  },
};

function expectExecution({ attempts, servedTier }: TurnEvent): void {
  if (servedTier !== 'execution' || attempts.length !== 1) throw new Error(`a turn was answered by ${servedTier}`);
}

const apiKey = 'sk-bench';
const tiers = { reasoning: reasoningModel, execution: { model: executionModel, effort: 'low' as const } };

/** The surfaces, before an upstream. */
export function surfacesFor(conversation: BenchConversation, baseURL: string): readonly Surface[] {
  const options = { baseURL, apiKey, maxRetries: 0 };
  const client = new Anthropic(options);
  const bare = stream(client, conversation);
  return [
    {
      name: 'SDK, middleware',
      bare,
      routed: stream(new Anthropic({ ...options, middleware: [turnwise(routing)] }), conversation),
    },
    { name: 'SDK, fetch', bare, routed: stream(routed(new Anthropic(options), routing), conversation) },
    { name: 'agent loop', bare, routed: agentTurn(client, conversation) },
    aiSdk(conversation, baseURL),
    langChain(conversation, baseURL),
  ];
}

function aiSdk(conversation: BenchConversation, baseURL: string): Surface {
  const provider = createAnthropic({ baseURL: `${baseURL}/v1`, apiKey });
  const [reasoning, execution] = [provider(reasoningModel), provider(executionModel)];
  const tools = Object.fromEntries(
    toolNames(conversation).map((name) => [
      name,
      aiTool({ description: name, inputSchema: jsonSchema<{ city: string }>(inputSchema) }),
    ]),
  );
  const way =
    (model: LanguageModel): PlayTurn =>
    async (number) => {
      const { text } = streamText({ model, system, tools, maxRetries: 0, messages: aiMessages(conversation, number) });
      return text;
    };
  return { name: 'AI SDK', bare: way(execution), routed: way(routedModel({ reasoning, execution, ...routing })) };
}

function aiMessages({ turns }: BenchConversation, number: number): ModelMessage[] {
  return [
    { role: 'user', content: question(number) },
    ...turns.flatMap(({ callId: toolCallId, result }): ModelMessage[] => {
      const call = { toolCallId, toolName: simpleTool };
      return [
        { role: 'assistant', content: [{ type: 'tool-call', ...call, input: { city: 'Bergen' } }] },
        { role: 'tool', content: [{ type: 'tool-result', ...call, output: { type: 'text', value: result } }] },
      ];
    }),
  ];
}

function langChain(conversation: BenchConversation, baseURL: string): Surface {
  const model = (name: string) =>
    new ChatAnthropic({ model: name, apiKey, anthropicApiUrl: baseURL, maxTokens: 1_000, maxRetries: 0 });
  const [reasoning, execution] = [model(reasoningModel), model(executionModel)];
  const tools = toolNames(conversation).map((name) =>
    chainTool(() => 'rain', { name, description: name, schema: inputSchema }),
  );
  const middleware = [turnwiseMiddleware({ reasoning, execution, ...routing })];
  const bare = createChainAgent({ model: execution, tools, systemPrompt: system });
  const routedAgent = createChainAgent({ model: reasoning, tools, systemPrompt: system, middleware });
  return {
    name: 'LangChain',
    bare: (number) => bare.invoke({ messages: chainMessages(conversation, number) }),
    routed: (number) => routedAgent.invoke({ messages: chainMessages(conversation, number) }),
  };
}

function chainMessages({ turns }: BenchConversation, number: number) {
  return [
    new HumanMessage(question(number)),
    ...turns.flatMap(({ callId, result }) => [
      new AIMessage({ content: '', tool_calls: [{ id: callId, name: simpleTool, args: { city: 'Bergen' } }] }),
      new ToolMessage({ content: result, tool_call_id: callId }),
    ]),
  ];
}

function stream(client: Anthropic, conversation: BenchConversation): PlayTurn {
  const tools = toolNames(conversation).map((name) => ({ name, description: name, input_schema: inputSchema }));
  return async (number) => {
    const messages = messagesOf(conversation, number);
    const request = { model: reasoningModel, max_tokens: 1_000, system, tools, messages };
    return client.messages.stream(request).finalMessage();
  };
}

function agentTurn(client: Anthropic, conversation: BenchConversation): PlayTurn {
  const tools = toolNames(conversation).map((name) =>
    defineTool({ name, description: name, input: inputSchema, run: () => 'rain' }),
  );
  const agent = createAgent({ client, tiers, tools, system, maxTokens: 1_000, autoCache: false, ...routing });
  return (number) => agent.run({ ...createConversation(), messages: messagesOf(conversation, number) });
}
