import { EventSourceParserStream } from 'eventsource-parser/stream';
import { onTestFinished } from 'vitest';
import { createSchemaChecker } from '../attempt/index.ts';
import {
  type Answer,
  type Answerer,
  type Simulator,
  type SimulatorOptions,
  startSimulator,
  strictCheck,
} from '../simulator/index.ts';
import { type Agent, type AgentParts, agentOf } from './agent.ts';
import { type AskTurn, TurnFailure } from './ask.ts';
import type { AgentEvent } from './event.ts';
import { isObject, type JsonObject } from './message.ts';
import type { Tool } from './tool.ts';
import type { DeferredLoading } from './tool-set.ts';
import type { RequestTemplate } from './turn-request.ts';

/** A simulator with the strict checker on, closed when the test ends. */
export async function strictUpstream(answerer: Answerer, options: Partial<SimulatorOptions> = {}): Promise<Simulator> {
  const simulator = await startSimulator({
    answerers: [answerer],
    timeScale: 0,
    seed: 7,
    keepRequests: true,
    check: strictCheck(),
    ...options,
  });
  onTestFinished(() => simulator.close());
  return simulator;
}

/** Asks an upstream as it is, with no routing and nothing to tell of the turn. */
export function plainAsk(baseUrl: string): AskTurn {
  return (body, { signal, headers }) => ({
    ended: Promise.resolve(undefined),
    events: (async function* () {
      const response = await fetch(`${baseUrl}/v1/messages`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'x-api-key': 'key',
          'anthropic-version': '2026-10-21',
          ...headers,
        },
        body: JSON.stringify(body),
        signal,
      });
      if (!response.ok || response.body === null) {
        const { status } = response;
        const { error }: { error: { type: string; message: string } } = JSON.parse(await response.text());
        throw new TurnFailure({ ...error, status });
      }
      const events = response.body.pipeThrough(new TextDecoderStream()).pipeThrough(new EventSourceParserStream());
      for await (const { data } of events) yield JSON.parse(data);
    })(),
  });
}

/** An agent without routing over a simulator. */
export function plainAgent(
  baseUrl: string,
  {
    tools = [],
    loading = 'references',
    template = {},
    ...parts
  }: Partial<Omit<AgentParts, 'tools' | 'template'>> & {
    readonly tools?: readonly Tool[];
    readonly loading?: DeferredLoading;
    readonly template?: Partial<RequestTemplate>;
  } = {},
): Agent {
  return agentOf({
    ask: plainAsk(baseUrl),
    template: {
      model: 'claude-sonnet-5-5',
      maxTokens: 4_000,
      fields: {},
      autoCache: true,
      bindsThinking: true,
      ...template,
    },
    tools: { tools, loading },
    limits: { turns: 20 },
    toolConcurrency: 8,
    toolTimeoutMs: 5_000,
    schemas: createSchemaChecker(),
    now: () => performance.now(),
    recall: () => undefined,
    onListenerError: (error) => {
      throw error;
    },
    close: async () => undefined,
    ...parts,
  });
}

/** The bodies that a simulator was sent. */
export function bodiesOf({ requests }: Simulator): readonly Readonly<Record<string, unknown>>[] {
  return requests.map(({ body }) => JSON.parse(body.toString())).filter(isObject);
}

/** All events of a run. */
export async function eventsOf(run: AsyncIterable<AgentEvent>): Promise<readonly AgentEvent[]> {
  const events: AgentEvent[] = [];
  for await (const event of run) events.push(event);
  return events;
}

/** An answerer that says its answers in order: how many assistant messages there are tells which is next. */
export function script(...answers: readonly (Partial<Answer> & Pick<Answer, 'content'>)[]): Answerer {
  return ({ messages }) => {
    const answer = answers[messages.filter(({ role }) => role === 'assistant').length];
    if (answer === undefined) return undefined;
    const calls = answer.content.some(({ type }) => type === 'tool_use');
    return { stopReason: calls ? 'tool_use' : 'end_turn', ...answer };
  };
}

/** Blocks of an answer. */
export const say = (text: string) => ({ type: 'text', text });
export const think = (thinking: string) => ({ type: 'thinking', thinking });
export const call = (id: string, name: string, input: JsonObject = {}) => ({ type: 'tool_use', id, name, input });
