/** Each surface twice: bare, as its users have it, and routed. */
import Anthropic from '@anthropic-ai/sdk';
import { routed, turnwise } from '../../src/adapters/anthropic/index.ts';
import { createAgent, createConversation, defineTool } from '../../src/agent/index.ts';
import type { TurnEvent } from '../../src/core/index.ts';
import {
  type BenchConversation,
  executionModel,
  inputSchema,
  messagesOf,
  reasoningModel,
  simpleTool,
  system,
  toolNames,
} from './conversation.ts';
import { aiSdkWays, langChainWays } from './frameworks.ts';
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
    { name: 'AI SDK', ...aiSdkWays(conversation, baseURL, routing) },
    { name: 'LangChain', ...langChainWays(conversation, baseURL, routing) },
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
