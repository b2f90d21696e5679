import { randomUUID } from 'node:crypto';
import { given, type Policy, type Sink } from '../core/index.ts';
import { KnowledgeBase } from '../knowledge/index.ts';
import { createRoutingContext, type RoutingProblem } from '../routing/index.ts';
import { type Agent, agentOf } from './agent.ts';
import { type AgentRouting, liveStateOf } from './agent-settings.ts';
import type { AgentClient } from './client/agent-client.ts';
import type { Compact } from './compact.ts';
import type { RunLimits } from './limits.ts';
import { type BlockLike, type JsonObject, toBlocks } from './message.ts';
import { createRecall } from './recall.ts';
import { requestToolName } from './request-tool.ts';
import { createRoutedAsk } from './routed-ask.ts';
import type { Tool } from './tool.ts';
import type { DeferredLoading } from './tool-set.ts';
import type { RequestTemplate } from './turn-request.ts';

/** What an agent is made of: who is asked, with which tools, how turns are routed, within which limits. */
export interface AgentOptions extends AgentRouting {
  /** `@anthropic-ai/sdk`'s client, or a function that streams a reply. */
  readonly client: AgentClient;
  readonly tools?: readonly Tool[];
  readonly system?: string | readonly BlockLike[];
  /** Of one reply, thinking included. Default 16,000. */
  readonly maxTokens?: number;
  /** Further fields of every request, as they are: `thinking`, `output_config`, `metadata`, ... */
  readonly request?: JsonObject;
  /** The API's automatic cache breakpoint in every request. Default true. */
  readonly autoCache?: boolean;
  /** How deferred tools get into the prompt. Default: by reference where every tier's model takes that, else by the list. */
  readonly deferredLoading?: DeferredLoading;
  /** Tool calls at once. Default 8. */
  readonly toolConcurrency?: number;
  /** Longest run of one call. Default 60,000. */
  readonly toolTimeoutMs?: number;
  readonly limits?: Partial<RunLimits>;
  readonly compact?: Compact;
  /** Told of every turn. One that throws is reported, and the turn goes on. */
  readonly sinks?: readonly Sink[];
  /** Something went wrong beside a turn. Default: a process warning. */
  readonly onProblem?: (problem: AgentProblem) => void;
  /** Mixed into the hashes by which turns are told apart. Conversations are resumed under the same one. Default: fixed. */
  readonly salt?: string;
  /** Milliseconds since 1970; default: this machine's clock, which does not run backwards. */
  readonly now?: () => number;
}

/** Something that went wrong beside a turn. The turn went on. */
export type AgentProblem = RoutingProblem | { readonly code: 'listener_failed'; readonly message: string };

/** Makes an agent. Throws an `AgentSettingsError` for settings that are wrong, a `TypeError` for tools that cannot be offered together. */
export function createAgent(options: AgentOptions): Agent {
  const { client, tools = [], sinks = [], salt = 'turnwise-agent', onProblem = warn } = options;
  checkNames(tools);
  const { model, ...live } = liveStateOf(routingOf(options), tools);
  const now = options.now ?? (() => performance.timeOrigin + performance.now());
  const knowledge = new KnowledgeBase({ createId: randomUUID });
  const recall = createRecall(knowledge);
  const context = createRoutingContext({
    live: () => live,
    knowledge,
    sinks: [recall.sink, ...sinks],
    salt,
    now,
    createId: randomUUID,
    onProblem,
  });
  return agentOf({
    ask: createRoutedAsk({ client, context, live }),
    template: templateOf(options, model, live.policy),
    tools: { tools, loading: options.deferredLoading ?? loadingOf(live.policy) },
    limits: { turns: 50, ...options.limits },
    toolConcurrency: options.toolConcurrency ?? 8,
    toolTimeoutMs: options.toolTimeoutMs ?? 60_000,
    schemas: context.schemas,
    ...given('compact', options.compact),
    now,
    recall: recall.learn,
    onListenerError: (error) => onProblem({ code: 'listener_failed', message: String(error) }),
    close: async () => {
      context.pinger.stop();
      await Promise.all(sinks.map((sink) => sink.close?.()));
    },
  });
}

function templateOf(options: AgentOptions, model: string, policy: Policy): RequestTemplate {
  const { system, maxTokens = 16_000, request: fields = {}, autoCache = true } = options;
  const thinking = policy.capabilitiesOf(model)?.thinking;
  return {
    model,
    maxTokens,
    ...given('system', typeof system === 'object' ? toBlocks(system) : system),
    fields,
    autoCache,
    bindsThinking: thinking?.blockBinding === true && (thinking.default !== 'off' || 'thinking' in fields),
  };
}

/** Tool search and its references come together; what no table knows is not asked for them. */
function loadingOf(policy: Policy): DeferredLoading {
  const takesReferences = (model: string) =>
    policy.capabilitiesOf(model)?.toolTypes.some((type) => type.startsWith('tool_search_tool_')) === true;
  return Object.values(policy.tiers).every(({ model }) => takesReferences(model)) ? 'references' : 'list';
}

function checkNames(tools: readonly Tool[]): void {
  const names = tools.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new TypeError(`two tools are named ${twice}`);
  const isTaken = names.includes(requestToolName) && tools.some(({ deferred }) => deferred);
  if (isTaken) throw new TypeError(`${requestToolName} is the agent's own tool`);
}

/** What of the options is the routing core's. */
function routingOf(options: AgentOptions): AgentRouting {
  const { client, tools, system, maxTokens, request, autoCache, deferredLoading, ...rest } = options;
  const { toolConcurrency, toolTimeoutMs, limits, compact, sinks, onProblem, salt, now, ...routing } = rest;
  return routing;
}

function warn({ code, message }: AgentProblem): void {
  process.emitWarning(message, { type: 'TurnwiseWarning', code });
}
