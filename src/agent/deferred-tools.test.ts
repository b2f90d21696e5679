import Anthropic from '@anthropic-ai/sdk';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { bodiesOf, call, eventsOf, say, script, strictUpstream, think } from './agent.fixture.ts';
import { type AgentOptions, createAgent, createConversation, defineTool } from './index.ts';

const deferred = (name: string, description: string) =>
  defineTool({
    name,
    description,
    input: z.object({ query: z.string() }),
    deferred: true,
    run: ({ query }) => `${name}: ${query}`,
  });

const tools = [
  defineTool({ name: 'weather_tool', description: 'Weather', input: { type: 'object' }, run: () => 'Rain' }),
  deferred('flight_search', 'Finds flights between two cities'),
  deferred('hotel_search', 'Finds hotels in a city'),
  deferred('train_booking', 'Books a seat on a train'),
];

function agentAt(baseURL: string, options: Partial<AgentOptions> = {}) {
  return createAgent({
    client: new Anthropic({ baseURL, apiKey: 'key' }),
    tiers: { reasoning: 'claude-sonnet-5-5' },
    control: { share: 0 },
    system: 'You plan journeys. '.repeat(300),
    tools,
    ...options,
  });
}

const loads = script(
  { content: [think('need flights'), call('a', 'request_tool', { name: 'flight_search' })] },
  { content: [think('loaded'), call('b', 'flight_search', { query: 'BGO-HND' })] },
  { content: [think('found'), say('One flight.')] },
);

describe('where the models take references', () => {
  test('all deferred tools are sent from the first turn on, and loading one changes nothing before it', async () => {
    const simulator = await strictUpstream(loads);
    const { conversation, end } = await agentAt(simulator.baseUrl).run(createConversation(), 'To Tokyo?');
    expect(end).toBe('answered');
    const [first, second, third] = bodiesOf(simulator);
    expect(first?.tools).toMatchObject([
      { name: 'weather_tool' },
      { name: 'request_tool' },
      { name: 'flight_search', defer_loading: true },
      { name: 'hotel_search', defer_loading: true },
      { name: 'train_booking', defer_loading: true },
    ]);
    expect([second?.tools, third?.tools]).toEqual([first?.tools, first?.tools]);
    expect(conversation.messages[2]?.content).toEqual([
      { type: 'tool_result', tool_use_id: 'a', content: [{ type: 'tool_reference', tool_name: 'flight_search' }] },
    ]);
    expect(conversation.messages[4]?.content).toMatchObject([{ content: 'flight_search: BGO-HND' }]);
    expect(conversation).toMatchObject({ loadedTools: ['flight_search'], prefixChanged: false });
  });

  test('loading is a simple tool, digested by the execution tier; the reasoning tier’s cache stays warm', async () => {
    const { baseUrl } = await strictUpstream(loads);
    const { conversation } = await agentAt(baseUrl).run(createConversation(), 'To Tokyo?');
    expect(conversation.turns.map(({ tier, reason }) => [tier, reason])).toEqual([
      ['reasoning', 'user_request'],
      ['execution', 'simple_tools'],
      ['reasoning', 'complex_tools'],
    ]);
    expect(conversation.turns[2]?.usage?.cacheReadTokens).toBeGreaterThan(1_000);
  });
});

describe('where they do not', () => {
  test('a loaded tool is added to the list, from the next turn on; bound thinking is asked to be dropped', async () => {
    const simulator = await strictUpstream(loads);
    const { conversation, end } = await agentAt(simulator.baseUrl, { deferredLoading: 'list' }).run(
      createConversation(),
      'To Tokyo?',
    );
    expect(end).toBe('answered');
    const bodies = bodiesOf(simulator);
    expect(bodies).toHaveLength(3);
    expect(bodies.map((body) => JSON.stringify(body.tools).match(/(?<="name":")\w+/g))).toEqual([
      ['weather_tool', 'request_tool'],
      ['weather_tool', 'request_tool', 'flight_search'],
      ['weather_tool', 'request_tool', 'flight_search'],
    ]);
    expect(bodies[0]?.thinking).toBeUndefined();
    expect(bodies[2]?.thinking).toMatchObject({ block_binding: { prefix_mismatch_behavior: 'drop_block' } });
    expect(conversation).toMatchObject({ loadedTools: ['flight_search'], prefixChanged: true });
  });

  test('the longer list is another prefix: both tiers write it anew, and the quotes of that turn say so', async () => {
    const { baseUrl } = await strictUpstream(loads);
    const { conversation } = await agentAt(baseUrl, { deferredLoading: 'list' }).run(createConversation(), 'To Tokyo?');
    expect(conversation.turns[1]?.quotes.map(({ cachedTokens }) => cachedTokens)).toEqual([0, 0]);
    expect(conversation.turns[2]?.event.bill?.missed).toMatchObject({ prefix_changed_tools: expect.any(Number) });
  });

  test('a model that no table knows gets the list', async () => {
    const simulator = await strictUpstream(script({ content: [say('Yes?')] }));
    const tiers = { reasoning: 'claude-sonnet-5-5', execution: { model: 'house-model', like: 'claude-haiku-5-5' } };
    await agentAt(simulator.baseUrl, { tiers: { ...tiers, execution: 'house-model' } }).run(createConversation(), 'Hi');
    expect(bodiesOf(simulator)[0]?.tools).toHaveLength(2);
    await agentAt(simulator.baseUrl, { tiers }).run(createConversation(), 'Hi');
    expect(bodiesOf(simulator)[1]?.tools).toHaveLength(5);
  });
});

describe('request_tool', () => {
  const asked = async (input: { readonly name?: string; readonly query?: string }) => {
    const { baseUrl } = await strictUpstream(
      script({ content: [call('a', 'request_tool', input)] }, { content: [say('ok')] }),
    );
    const events = await eventsOf(agentAt(baseUrl).stream(createConversation(), 'Go'));
    const loaded = events.flatMap((event) => (event.type === 'tool-loaded' ? [event.tool] : []));
    const ended = events.find((event) => event.type === 'tool-call-ended');
    return { loaded, isError: ended?.isError, content: ended?.content };
  };

  test('loads by name', async () => {
    expect(await asked({ name: 'train_booking' })).toMatchObject({ loaded: ['train_booking'], isError: false });
  });

  test('finds one by words, and loads it where it fits by far the best', async () => {
    expect(await asked({ query: 'a seat on the train' })).toMatchObject({ loaded: ['train_booking'] });
  });

  test('lists several that fit, with what they do', async () => {
    const { loaded, content } = await asked({ query: 'search a city' });
    expect(loaded).toEqual([]);
    expect(content).toMatch(/hotel_search: Finds hotels.*\n.*flight_search/);
  });

  test('says so where nothing fits; a name that is none is an error', async () => {
    expect(await asked({ query: 'zzz' })).toMatchObject({
      loaded: [],
      isError: false,
      content: expect.stringContaining('No tool fits'),
    });
    expect(await asked({ name: 'zzz' })).toMatchObject({ loaded: [], isError: true });
  });

  test('is not offered where nothing is deferred', async () => {
    const simulator = await strictUpstream(script({ content: [say('ok')] }));
    await agentAt(simulator.baseUrl, { tools: tools.slice(0, 1) }).run(createConversation(), 'Hi');
    expect(bodiesOf(simulator)[0]?.tools).toHaveLength(1);
  });
});

test('a deferred tool that was not loaded is not run: the model is told how to load it', async () => {
  const { baseUrl } = await strictUpstream(
    script({ content: [call('a', 'hotel_search', { query: 'x' })] }, { content: [say('ok')] }),
  );
  const { conversation } = await agentAt(baseUrl).run(createConversation(), 'Go');
  expect(conversation.messages[2]?.content).toMatchObject([
    { is_error: true, content: expect.stringContaining('Load it with request_tool') },
  ]);
});
