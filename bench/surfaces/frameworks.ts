/** The frameworks whose calls are translated to be read: bare, with one model, and routed between two. */
import { createAnthropic } from '@ai-sdk/anthropic';
import type { LanguageModelV4, LanguageModelV4CallOptions } from '@ai-sdk/provider';
import { ChatAnthropic } from '@langchain/anthropic';
import { AIMessage, HumanMessage, ToolMessage } from '@langchain/core/messages';
import { createAgent, tool } from 'langchain';
import { routedModel } from '../../src/adapters/ai-sdk/index.ts';
import { turnwiseMiddleware } from '../../src/adapters/langchain/index.ts';
import type { RouterOptions } from '../../src/routing/index.ts';
import {
  type BenchConversation,
  executionModel,
  inputSchema,
  question,
  reasoningModel,
  simpleTool,
  system,
  toolNames,
} from './conversation.ts';
import type { PlayTurn } from './measure.ts';

/** A framework's two ways. */
interface Ways {
  readonly bare: PlayTurn;
  readonly routed: PlayTurn;
}

const apiKey = 'sk-bench';
type Routing = Pick<RouterOptions, 'simpleTools' | 'control' | 'rulesFirst' | 'sinks' | 'onProblem'>;

/** A streamed step of the AI SDK. */
export function aiSdkWays(conversation: BenchConversation, baseUrl: string, routing: Routing): Ways {
  const anthropic = createAnthropic({ baseURL: `${baseUrl}/v1`, apiKey });
  const [reasoning, execution] = [anthropic(reasoningModel), anthropic(executionModel)];
  const model = routedModel({ reasoning, execution, ...routing });
  return { bare: step(execution, conversation), routed: step(model, conversation) };
}

function step(model: LanguageModelV4, conversation: BenchConversation): PlayTurn {
  const tools = toolNames(conversation).map((name) => ({
    type: 'function' as const,
    name,
    description: name,
    inputSchema,
  }));
  return async (number) => {
    const prompt = promptOf(conversation, number);
    const { stream } = await model.doStream({ prompt, tools, maxOutputTokens: 1_000 });
    const reader = stream.getReader();
    for (let read = await reader.read(); !read.done; ) read = await reader.read();
  };
}

function promptOf({ turns }: BenchConversation, number: number): LanguageModelV4CallOptions['prompt'] {
  const toolName = simpleTool;
  return [
    { role: 'system', content: system },
    { role: 'user', content: [{ type: 'text', text: question(number) }] },
    ...turns.flatMap(({ callId: toolCallId, result: value }): LanguageModelV4CallOptions['prompt'] => [
      { role: 'assistant', content: [{ type: 'tool-call', toolCallId, toolName, input: { city: 'Bergen' } }] },
      { role: 'tool', content: [{ type: 'tool-result', toolCallId, toolName, output: { type: 'text', value } }] },
    ]),
  ];
}

/** One model call of a LangChain agent. */
export function langChainWays(conversation: BenchConversation, baseUrl: string, routing: Routing): Ways {
  const fields = { apiKey, anthropicApiUrl: baseUrl, maxRetries: 0, maxTokens: 1_000 };
  const [reasoning, execution] = [reasoningModel, executionModel].map(
    (model) => new ChatAnthropic({ ...fields, model }),
  );
  if (reasoning === undefined || execution === undefined) throw new Error('no models');
  const tools = toolNames(conversation).map((name) =>
    tool(() => 'rain', { name, description: name, schema: inputSchema }),
  );
  const bare = createAgent({ model: execution, tools, systemPrompt: system });
  const middleware = [turnwiseMiddleware({ reasoning, execution, ...routing })];
  const routed = createAgent({ model: reasoning, tools, systemPrompt: system, middleware });
  const invoke =
    (agent: Pick<typeof bare, 'invoke'>): PlayTurn =>
    (number) =>
      agent.invoke({ messages: messagesOf(conversation, number) });
  return { bare: invoke(bare), routed: invoke(routed) };
}

function messagesOf({ turns }: BenchConversation, number: number) {
  return [
    new HumanMessage(question(number)),
    ...turns.flatMap(({ callId: id, result: content }) => [
      new AIMessage({ content: '', tool_calls: [{ id, name: simpleTool, args: { city: 'Bergen' } }] }),
      new ToolMessage({ content, tool_call_id: id, name: simpleTool }),
    ]),
  ];
}
