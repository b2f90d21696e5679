import { given, type Policy } from '../core/index.ts';
import { createRouter, type RoutingProblem, SettingsError } from '../routing/index.ts';
import { type Agent, agentOf } from './agent.ts';
import { type AgentRouting, routerOptionsOf } from './agent-routing.ts';
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
  /** Something went wrong beside a turn. Default: a process warning. */
  readonly onProblem?: (problem: AgentProblem) => void;
}

/** Something that went wrong beside a turn. The turn went on. */
export type AgentProblem = RoutingProblem | { readonly code: 'listener_failed'; readonly message: string };

/** Mixed into hashes of what stands in the conversation in full: the same everywhere, so that it can be resumed anywhere. */
const defaultSalt = 'turnwise-agent';

/**
 * Makes an agent. Throws a `SettingsError` for settings that are wrong, a `TypeError` for tools that cannot
 * be offered together, a `RangeError` for a number that is not above 0.
 */
export function createAgent(options: AgentOptions): Agent {
  const { client, tools = [], onProblem = warn } = options;
  checkNames(tools);
  checkNumbers(options);
  if (options.keepWarm !== undefined && options.keepWarm !== false && typeof client === 'function') {
    throw new SettingsError([{ path: 'keepWarm', message: 'needs the SDK’s client: a function only streams' }]);
  }
  const { model, options: routing } = routerOptionsOf(routingOf(options), tools);
  const recall = createRecall();
  const sinks = [recall.sink, ...(options.sinks ?? [])];
  const router = createRouter({ salt: defaultSalt, ...routing, sinks, onProblem });
  const { context, live } = router;
  return agentOf({
    ask: createRoutedAsk({ client, router, model }),
    template: templateOf(options, model, live.policy),
    tools: { tools, loading: options.deferredLoading ?? loadingOf(live.policy) },
    limits: { turns: 50, ...options.limits },
    toolConcurrency: options.toolConcurrency ?? 8,
    toolTimeoutMs: options.toolTimeoutMs ?? 60_000,
    schemas: context.schemas,
    ...given('compact', options.compact),
    now: context.now,
    recall: (conversation) => recall.learn(conversation, context.knowledge),
    onListenerError: (error) => onProblem({ code: 'listener_failed', message: String(error) }),
    close: () => router.close(),
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

function checkNumbers({ toolConcurrency, toolTimeoutMs, maxTokens, limits = {} }: AgentOptions): void {
  const numbers = Object.entries({ toolConcurrency, toolTimeoutMs, maxTokens, ...limits });
  for (const [name, value] of numbers) {
    if (value !== undefined && !(value > 0)) throw new RangeError(`${name} must be above 0, not ${value}`);
  }
}

/** What of the options is the routing core's. */
function routingOf(options: AgentOptions): AgentRouting {
  const { client, tools, system, maxTokens, request, autoCache, deferredLoading, ...rest } = options;
  const { toolConcurrency, toolTimeoutMs, limits, compact, onProblem, ...routing } = rest;
  return routing;
}

function warn({ code, message }: AgentProblem): void {
  process.emitWarning(message, { type: 'TurnwiseWarning', code });
}
