import { describe, expect, onTestFinished, test } from 'vitest';
import {
  conversations,
  executionModel,
  parallelTools,
  reasoningModel,
  simpleThenComplex,
  toolError,
  wrongInput,
  wrongTool,
} from '../../../conformance/conversations.ts';
import { chatModel, holdConversation } from '../../../conformance/holding/langchain.ts';
import type { TurnEvent } from '../../core/index.ts';
import { type SimulatorOptions, scriptedAnswerer, startSimulator, strictCheck } from '../../simulator/index.ts';
import { type TurnwiseMiddlewareOptions, turnwiseMiddleware } from './middleware.ts';

interface StageOptions {
  readonly settings?: Omit<Partial<TurnwiseMiddlewareOptions>, 'reasoning' | 'execution'>;
  readonly simulation?: Partial<SimulatorOptions>;
  readonly execution?: object;
}

async function stage({ settings = {}, simulation = {}, execution = {} }: StageOptions = {}) {
  const simulator = await startSimulator({
    answerers: [scriptedAnswerer(conversations)],
    timeScale: 0,
    seed: 1,
    keepRequests: true,
    check: strictCheck({}),
    ...simulation,
  });
  onTestFinished(() => simulator.close());
  const events: TurnEvent[] = [];
  const reasoning = chatModel(simulator.baseUrl, reasoningModel);
  const middleware = turnwiseMiddleware({
    reasoning,
    execution: chatModel(simulator.baseUrl, executionModel, execution),
    control: { share: 0 },
    salt: 'test',
    onTurn: (event) => events.push(event),
    ...settings,
  });
  return { simulator, events, model: reasoning, middleware: [middleware] };
}

function decisionsOf(events: readonly TurnEvent[]) {
  return events.map(({ servedTier, decision, attempts }) => [
    servedTier,
    decision.reason,
    ...attempts.flatMap(({ verdict }) => verdict?.reason ?? []),
  ]);
}

describe.each([true, false])('an agent with the middleware (stream: %s)', (stream) => {
  test('sends each call where the rules say, and says so on the reply', async () => {
    const { events, simulator, ...agent } = await stage();
    const replies = await holdConversation(simpleThenComplex, { ...agent, stream });
    expect(decisionsOf(events)).toEqual([
      ['reasoning', 'user_request'],
      ['execution', 'simple_tools'],
      ['reasoning', 'complex_tools'],
    ]);
    expect(simulator.billed.map(({ model }) => model)).toEqual(events.map(({ servedModel }) => servedModel));
    expect(replies.map(({ response_metadata: { turnwise } }) => turnwise)).toEqual(
      events.map(({ turnId, servedTier, servedModel, decision }) => ({
        ...{ turn: turnId, tier: servedTier, model: servedModel, reason: decision.reason, escalated: false },
      })),
    );
  });

  test('is billed as upstream bills, but for the output tokens that LangChain counts twice in a stream', async () => {
    const { events, simulator, ...agent } = await stage();
    await holdConversation(simpleThenComplex, { ...agent, stream });
    const twice = stream ? 1 : 0;
    for (const [index, { attempts, bill }] of events.entries()) {
      const billed = simulator.billed[index];
      const usage = attempts[0]?.usage;
      expect(usage?.outputTokens).toBe((billed?.usage.output_tokens ?? 0) + twice);
      expect(usage?.cacheWrite5mTokens).toBe(billed?.usage.cache_creation_input_tokens);
      if (!stream) expect(bill?.costNanoUsd).toBe(Math.round((billed?.costPicoUsd ?? 0) / 1000));
    }
  });

  test('has the reasoning model answer where a reply is wrong', async () => {
    for (const [scenario, reason] of [
      [wrongTool, 'unknown_tool'],
      [wrongInput, 'invalid_tool_input'],
    ] as const) {
      const { events, simulator: _simulator, ...agent } = await stage();
      const replies = await holdConversation(scenario, { ...agent, stream });
      expect(decisionsOf(events)[1]).toEqual(['reasoning', 'simple_tools', reason]);
      expect(replies[1]?.response_metadata.turnwise).toMatchObject({ tier: 'reasoning', reason, escalated: true });
    }
  });

  test('sees that a tool failed', async () => {
    const { events, simulator: _simulator, ...agent } = await stage();
    await holdConversation(toolError, { ...agent, stream });
    expect(decisionsOf(events)[1]).toEqual(['reasoning', 'tool_error']);
  });
});

test('the execution tier is asked for low effort, unless its model was made with another', async () => {
  for (const [execution, effort] of [
    [{}, 'low'],
    [{ outputConfig: { effort: 'medium' } }, 'medium'],
  ] as const) {
    const { simulator, events: _events, ...agent } = await stage({ execution });
    await holdConversation(parallelTools, { ...agent, stream: false });
    const bodies = simulator.requests.map(({ body }) => JSON.parse(body.toString()));
    expect(bodies.map((body) => [body.model, body.output_config?.effort])).toEqual([
      [reasoningModel, undefined],
      [executionModel, effort],
    ]);
  }
});

test('an error of the execution model is answered by the reasoning model; its own is the caller’s', async () => {
  const away = await stage({ simulation: { fault: ({ model }) => (model.id === executionModel ? '529' : undefined) } });
  const replies = await holdConversation(parallelTools, { ...away, stream: false });
  expect(replies.at(-1)?.text).toBe('Rain at noon.');
  expect(decisionsOf(away.events)[1]).toEqual(['reasoning', 'simple_tools', 'upstream_error']);
  const home = await stage({ simulation: { fault: () => '529' } });
  await expect(holdConversation(parallelTools, { ...home, stream: false })).rejects.toThrow(/529|verloaded/);
  expect(home.events.map(({ status, attempts }) => [status, attempts[0]?.end])).toEqual([[529, 'upstream_error']]);
});

test('the thread groups turns, and a tier can be pinned', async () => {
  const { events, simulator: _simulator, ...agent } = await stage();
  const configurable = { thread_id: 'trip', turnwise: { tier: 'reasoning', cohort: 'beta' } };
  await holdConversation(parallelTools, { ...agent, stream: false, configurable });
  expect(events.map(({ servedTier, decision, cohort }) => [servedTier, decision.reason, cohort])).toEqual([
    ['reasoning', 'pinned', 'beta'],
    ['reasoning', 'pinned', 'beta'],
  ]);
  expect(new Set(events.map(({ groupId }) => groupId)).size).toBe(1);
  expect(events[0]?.groupId).toBeTypeOf('string');
});

test('a call that is given up ends upstream', async () => {
  const { promise: left, resolve } = Promise.withResolvers<void>();
  const {
    events,
    simulator: _simulator,
    ...agent
  } = await stage({
    settings: { escalation: { holdMs: 30 } },
    simulation: { fault: ({ model }) => (model.id === executionModel ? 'hang' : undefined) },
    execution: {
      clientOptions: {
        fetch: (url: string, init: RequestInit) => {
          init.signal?.addEventListener('abort', () => resolve());
          return fetch(url, init);
        },
      },
    },
  });
  const replies = await holdConversation(parallelTools, { ...agent, stream: false });
  expect(replies.at(-1)?.text).toBe('Rain at noon.');
  expect(decisionsOf(events)[1]).toEqual(['reasoning', 'simple_tools', 'timeout']);
  await left;
});

test('in observe nothing changes, and what would have been decided is told', async () => {
  const { events, simulator, ...agent } = await stage({ settings: { mode: 'observe' } });
  const replies = await holdConversation(parallelTools, { ...agent, stream: false });
  expect(simulator.billed.map(({ model }) => model)).toEqual([reasoningModel, reasoningModel]);
  expect(replies.map(({ response_metadata: metadata }) => metadata.turnwise)).toEqual([undefined, undefined]);
  expect(events.map(({ decision }) => decision.tier)).toEqual(['reasoning', 'execution']);
});
