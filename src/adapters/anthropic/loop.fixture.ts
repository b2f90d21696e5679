import Anthropic from '@anthropic-ai/sdk';
import { betaTool } from '@anthropic-ai/sdk/helpers/beta/json-schema';
import { onTestFinished } from 'vitest';
import type { TurnEvent } from '../../core/index.ts';
import type { RoutingProblem } from '../../routing/index.ts';
import {
  type Answer,
  type Answerer,
  type FaultChooser,
  type Simulator,
  startSimulator,
} from '../../simulator/index.ts';
import { routed } from './routed.ts';
import { turnwise } from './turnwise.ts';

export const home = 'claude-sonnet-5-5';
export const away = 'claude-haiku-5-5';

/** Stands in what the execution tier says wrongly: no caller may ever see it. */
export const leak = 'must-not-leak';

const toolResults = { weather_tool: 'rain, 9 °C', email_tool: 'sent' } as const;
const question = 'Mail Ada tomorrow’s weather in Bergen ☔.';

const calls = (...content: Answer['content']): Answer => ({ content, stopReason: 'tool_use' });
const weather = { type: 'tool_use', id: 'toolu_weather', name: 'weather_tool', input: { city: 'Bergen' } };
const right: readonly Answer[] = [
  calls({ type: 'text', text: 'I look it up.' }, weather),
  calls({ type: 'tool_use', id: 'toolu_mail', name: 'email_tool', input: { text: 'Rain, 9 °C.' } }),
  { content: [{ type: 'text', text: 'Done.' }], stopReason: 'end_turn' },
];

/** An answer of the execution tier that calls a tool which nobody offers. */
export const wrong: Answer = calls(
  { type: 'text', text: leak },
  { type: 'tool_use', id: 'toolu_wrong', name: 'mail_tool', input: { text: leak } },
);

function answererFor(wrongly: Answer | undefined): Answerer {
  return ({ model, messages }) => {
    const turn = messages.filter(({ role }) => role === 'assistant').length;
    return turn === 1 && model.id === away && wrongly !== undefined ? wrongly : right[turn];
  };
}

/** Starts a simulator for one test. Its strict checker is on. */
export async function startUpstream(
  options: { readonly wrongly?: Answer; readonly fault?: FaultChooser } = {},
): Promise<Simulator> {
  const answerers = [answererFor(options.wrongly)];
  const simulator = await startSimulator({
    timeScale: 0,
    seed: 1,
    keepRequests: true,
    answerers,
    ...(options.fault && { fault: options.fault }),
  });
  onTestFinished(() => simulator.close());
  return simulator;
}

/** A routed client, with what its turns told. */
export interface RoutedClient {
  readonly client: Anthropic;
  readonly events: readonly TurnEvent[];
  readonly problems: readonly RoutingProblem[];
}

/** How a client is routed: by middleware, or by its `fetch` as with an older SDK. */
export type How = 'middleware' | 'fetch';

/** A client of the SDK, routed. Nobody is in the control group. */
export function routedClient(how: How, baseURL: string, options: { readonly maxRetries?: number } = {}): RoutedClient {
  const events: TurnEvent[] = [];
  const problems: RoutingProblem[] = [];
  const routing = {
    control: { share: 0 },
    onTurn: (event: TurnEvent) => void events.push(event),
    onProblem: (problem: RoutingProblem) => void problems.push(problem),
  };
  const settings = { baseURL, apiKey: 'sk-test', maxRetries: 0, ...options };
  const client =
    how === 'middleware'
      ? new Anthropic({ ...settings, middleware: [turnwise(routing)] })
      : routed(new Anthropic(settings), routing);
  return { client, events, problems };
}

/** A client without routing. */
export function plainClient(baseURL: string): Anthropic {
  return new Anthropic({ baseURL, apiKey: 'sk-test', maxRetries: 0 });
}

/** Plays the loop to its end, and says what the model said. */
export type Loop = (client: Anthropic) => Promise<readonly string[]>;

const tools = Object.keys(toolResults).map((name) => ({
  name,
  description: name,
  input_schema: { type: 'object' as const, additionalProperties: true },
}));

/** A loop as a user of the SDK writes it. */
export function manualLoop(stream: boolean): Loop {
  return async (client) => {
    const messages: Anthropic.MessageParam[] = [{ role: 'user', content: question }];
    const said: string[] = [];
    for (;;) {
      const request = { model: home, max_tokens: 1_000, tools, messages };
      const reply = stream
        ? await client.messages.stream(request).finalMessage()
        : await client.messages.create(request);
      said.push(JSON.stringify(reply.content));
      if (reply.stop_reason !== 'tool_use') return said;
      const results = reply.content.flatMap((block) => (block.type === 'tool_use' ? [resultOf(block)] : []));
      messages.push({ role: 'assistant', content: reply.content }, { role: 'user', content: results });
    }
  };
}

function resultOf({ id, name }: Anthropic.ToolUseBlock): Anthropic.ToolResultBlockParam {
  return { type: 'tool_result', tool_use_id: id, content: name === 'weather_tool' ? 'rain, 9 °C' : 'sent' };
}

/** The SDK's own loop, which tries message threads first. */
export const toolRunnerLoop: Loop = async (client) => {
  const runnable = Object.entries(toolResults).map(([name, result]) =>
    betaTool({
      name,
      description: name,
      inputSchema: { type: 'object', additionalProperties: true },
      run: () => result,
    }),
  );
  const said: string[] = [];
  const runner = client.beta.messages.toolRunner({
    model: home,
    max_tokens: 1_000,
    tools: runnable,
    messages: [{ role: 'user', content: question }],
  });
  for await (const message of runner) said.push(JSON.stringify(message.content));
  return said;
};

/** One question without tools. */
export const opening = { model: home, max_tokens: 100, messages: [{ role: 'user' as const, content: question }] };
