import Anthropic from '@anthropic-ai/sdk';
import { describe, expect, test } from 'vitest';
import { bodiesOf, call, say, script, strictUpstream, think } from './agent.fixture.ts';
import { type AskModel, createAgent, createConversation, defineTool, SettingsError } from './index.ts';

const tool = (name: string, run: () => string = () => 'fine', more: { readonly readOnly?: boolean } = {}) =>
  defineTool({ name, description: name, input: { type: 'object' }, run, ...more });

/** A control share of none: what is routed here is meant to be routed. */
const routing = {
  tiers: { reasoning: 'claude-sonnet-5-5', execution: { model: 'claude-haiku-5-5', effort: 'low' } },
  control: { share: 0 },
} as const;

const sdk = (baseURL: string) => new Anthropic({ baseURL, apiKey: 'key', maxRetries: 2 });

/** The events of the SDK's own stream, as a user's function would give them. */
const asFunction =
  (client: Anthropic): AskModel =>
  async (request, { signal, headers }) => {
    const body: Anthropic.MessageCreateParamsStreaming = JSON.parse(JSON.stringify(request));
    return client.messages.create(body, { signal, headers });
  };

describe.each([
  ['the SDK’s client', sdk],
  ['a function', (baseURL: string) => asFunction(sdk(baseURL))],
])('over %s', (_name, clientOf) => {
  test('a simple tool’s result is digested by the execution tier, and each turn says why and what it cost', async () => {
    const { baseUrl, billed } = await strictUpstream(
      script(
        { content: [think('look'), call('a', 'weather_tool')] },
        { content: [think('next'), call('b', 'deploy_tool')] },
        { content: [say('Done.')] },
      ),
    );
    const agent = createAgent({
      client: clientOf(baseUrl),
      ...routing,
      tools: [tool('weather_tool'), tool('deploy_tool')],
    });
    const { conversation, end } = await agent.run(createConversation(), 'Deploy if it is dry');
    expect(end).toBe('answered');
    expect(conversation.turns.map(({ tier, reason }) => [tier, reason])).toEqual([
      ['reasoning', 'user_request'],
      ['execution', 'simple_tools'],
      ['reasoning', 'complex_tools'],
    ]);
    const cost = billed.reduce((sum, { costPicoUsd }) => sum + costPicoUsd, 0) / 1e12;
    expect(conversation.totals).toMatchObject({ executionTurns: 1, reasoningTurns: 2, costUnknownTurns: 0 });
    expect(conversation.totals.costUsd).toBeCloseTo(cost, 8);
    expect(conversation.turns[1]).toMatchObject({
      model: 'claude-haiku-5-5',
      quotes: [{ tier: 'reasoning' }, { tier: 'execution' }],
      usage: { outputTokens: expect.any(Number) },
    });
  });

  test('several simple calls of one turn are digested in one execution turn', async () => {
    const simulator = await strictUpstream(
      script(
        { content: [call('a', 'weather_tool'), call('b', 'time_tool'), call('c', 'maps_tool')] },
        { content: [say('Dry, noon, left.')] },
      ),
    );
    const tools = [tool('weather_tool'), tool('time_tool'), tool('maps_tool')];
    const { conversation } = await createAgent({ client: clientOf(simulator.baseUrl), ...routing, tools }).run(
      createConversation(),
      'Everything',
    );
    expect(conversation.turns.map(({ tier }) => tier)).toEqual(['reasoning', 'execution']);
    expect(conversation.messages[2]?.content).toHaveLength(3);
  });

  test('a failed tool goes to the reasoning tier', async () => {
    const { baseUrl } = await strictUpstream(
      script({ content: [call('a', 'weather_tool')] }, { content: [say('Hm.')] }),
    );
    const failing = tool('weather_tool', () => {
      throw new Error('no such city');
    });
    const { conversation } = await createAgent({ client: clientOf(baseUrl), ...routing, tools: [failing] }).run(
      createConversation(),
      'Weather?',
    );
    expect(conversation.turns.at(-1)).toMatchObject({ tier: 'reasoning', reason: 'tool_error' });
  });

  test('an execution reply that calls a tool nobody offered is discarded, and one turn has two attempts', async () => {
    const { baseUrl } = await strictUpstream(({ model, messages }) => {
      if (messages.length === 1) return { content: [call('a', 'weather_tool')], stopReason: 'tool_use' };
      return model.id === 'claude-haiku-5-5'
        ? { content: [call('b', 'made_up_tool')], stopReason: 'tool_use' }
        : { content: [say('Dry.')], stopReason: 'end_turn' };
    });
    const { conversation, text } = await createAgent({
      client: clientOf(baseUrl),
      ...routing,
      tools: [tool('weather_tool')],
    }).run(createConversation(), 'Weather?');
    expect(text).toBe('Dry.');
    expect(conversation.turns[1]).toMatchObject({ tier: 'reasoning', escalation: { reason: 'unknown_tool' } });
    expect(conversation.turns[1]?.event.attempts).toHaveLength(2);
  });

  test('an execution tier that is overloaded costs one try, not the client’s three', async () => {
    const simulator = await strictUpstream(
      script({ content: [call('a', 'weather_tool')] }, { content: [say('Dry.')] }),
      {
        fault: ({ model }) => (model.id === 'claude-haiku-5-5' ? '529' : undefined),
      },
    );
    const client = clientOf(simulator.baseUrl);
    const { text } = await createAgent({ client, ...routing, tools: [tool('weather_tool')] }).run(
      createConversation(),
      'Weather?',
    );
    expect(text).toBe('Dry.');
    const tries = bodiesOf(simulator).filter(({ model }) => model === 'claude-haiku-5-5').length;
    expect(tries).toBe(typeof client === 'function' ? 3 : 1);
  });

  test('what upstream refuses is the run’s error, with its status and request id', async () => {
    const { baseUrl } = await strictUpstream(script({ content: [say('never')] }), { fault: () => '401' });
    const { end, error, conversation } = await createAgent({ client: clientOf(baseUrl), ...routing }).run(
      createConversation(),
      'Hi',
    );
    expect(end).toBe('failed');
    expect(error).toMatchObject({
      type: 'authentication_error',
      status: 401,
      requestId: expect.stringMatching(/^req_/),
    });
    expect(error?.cause).toBeInstanceOf(Anthropic.AuthenticationError);
    expect(conversation.totals).toMatchObject({ costUsd: null, costUnknownTurns: 1, savedUsd: null });
  });

  test('an abort ends the call, the turn is told of, and the conversation goes on', async () => {
    const { baseUrl } = await strictUpstream(
      script({ content: [say('word '.repeat(900))] }, { content: [say('Yes?')] }),
      {
        timeScale: 0.2,
      },
    );
    const agent = createAgent({ client: clientOf(baseUrl), ...routing });
    const run = agent.stream(createConversation(), 'Talk');
    for await (const event of run) if (event.type === 'text-delta') break;
    const { end, conversation } = await run.result;
    expect(end).toBe('aborted');
    expect(conversation.turns[0]?.event.attempts[0]?.end).toBe('client_gone');
    expect((await agent.run(conversation, 'Stop')).text).toBe('Yes?');
  });
});

test('settings are the routing core’s, checked whole; an agent’s tiers name their models', () => {
  const client = sdk('http://127.0.0.1:1');
  const create = (options: object) => () => createAgent({ client, ...routing, ...options });
  expect(create({ simpleTools: ['Bash('], rules: ['no_such_rule'] })).toThrow(/simpleTools.*\n.*rules/s);
  expect(create({ objective: 'fast' })).toThrow(SettingsError);
  expect(create({ toolConcurrency: 0 })).toThrow(RangeError);
  expect(create({ limits: { turns: 0 } })).toThrow(RangeError);
  expect(create({ tiers: { reasoning: 'requested' } })).toThrow(/tiers.reasoning.model/);
  expect(create({ client: async () => [], keepWarm: {} })).toThrow(/keepWarm/);
});

test('two tools of one name, or one with the agent’s own where it has one, are a mistake', () => {
  const later = defineTool({
    name: 'later',
    description: '',
    input: { type: 'object' },
    run: () => '',
    deferred: true,
  });
  const options = { client: sdk('http://127.0.0.1:1'), ...routing };
  expect(() => createAgent({ ...options, tools: [tool('a'), tool('a')] })).toThrow(TypeError);
  expect(() => createAgent({ ...options, tools: [tool('request_tool'), later] })).toThrow(TypeError);
});

test('a tool that only reads is simple where the agent says so', async () => {
  const { baseUrl } = await strictUpstream(script({ content: [call('a', 'read_tool')] }, { content: [say('Read.')] }));
  const tools = [tool('read_tool', () => 'text', { readOnly: true })];
  const tierWith = async (readOnlyIsSimple: boolean) => {
    const agent = createAgent({ client: sdk(baseUrl), ...routing, tools, readOnlyIsSimple });
    return (await agent.run(createConversation(), 'Read')).conversation.turns.at(-1)?.tier;
  };
  expect(await tierWith(true)).toBe('execution');
  expect(await tierWith(false)).toBe('reasoning');
});

test('limits on money and tokens hold between turns', async () => {
  const { baseUrl } = await strictUpstream(
    script(...Array.from({ length: 9 }, (_, turn) => ({ content: [call(`t${turn}`, 'weather_tool')] }))),
  );
  const agent = createAgent({ client: sdk(baseUrl), ...routing, tools: [tool('weather_tool')] });
  const byCost = await agent.run(createConversation(), 'Go', { limits: { costUsd: 0.000_1 } });
  const byTokens = await agent.run(createConversation(), 'Go', { limits: { tokens: 1_000 } });
  expect([byCost.end, byTokens.end]).toEqual(['cost_limit', 'token_limit']);
  expect(byCost.turns).toBeLessThan(9);
});

test('sinks hear of every turn; one that throws is reported, and so is a listener', async () => {
  const { baseUrl } = await strictUpstream(script({ content: [say('Hello.')] }));
  const told: string[] = [];
  const problems: string[] = [];
  const agent = createAgent({
    client: sdk(baseUrl),
    ...routing,
    sinks: [
      { name: 'bad', tell: () => JSON.parse('{') },
      { name: 'good', tell: ({ servedModel }) => told.push(servedModel) },
    ],
    onProblem: ({ code }) => problems.push(code),
  });
  const off = agent.on(({ type }) => {
    if (type === 'run-started') throw new Error('listener');
  });
  expect((await agent.run(createConversation(), 'Hi')).end).toBe('answered');
  off();
  expect(told).toEqual(['claude-sonnet-5-5']);
  expect(problems).toEqual(['listener_failed', 'sink_failed']);
});
