/** What a user of the official SDK sees with one line more: the same loop, other models, typed errors as ever. */
import Anthropic from '@anthropic-ai/sdk';
import { describe, expect, test, vi } from 'vitest';
import {
  away,
  type How,
  home,
  type Loop,
  leak,
  manualLoop,
  opening,
  plainClient,
  routedClient,
  startUpstream,
  toolRunnerLoop,
  wrong,
} from './loop.fixture.ts';
import { turnwise } from './turnwise.ts';

const loops: readonly (readonly [string, Loop])[] = [
  ['create', manualLoop(false)],
  ['stream', manualLoop(true)],
  ['toolRunner', toolRunnerLoop],
];
const ways: readonly How[] = ['middleware', 'fetch'];
const cases = ways.flatMap((how) => loops.map(([name, loop]) => [how, name, loop] as const));

describe.each(cases)('by %s, a loop with %s', (how, _name, loop) => {
  test('ends as without routing, the simple turn on the execution tier', async () => {
    const [simulator, direct] = [await startUpstream(), await startUpstream()];
    const { client, events, problems } = routedClient(how, simulator.baseUrl);
    expect(await loop(client)).toEqual(await loop(plainClient(direct.baseUrl)));
    const turns = events.filter(({ attempts }) => attempts.length > 0);
    expect(turns.map(({ decision, servedModel }) => [decision.reason, servedModel])).toEqual([
      ['user_request', home],
      ['simple_tools', away],
      ['complex_tools', home],
    ]);
    expect(turns.slice(1).map(({ place }) => place)).toEqual(['next', 'next']);
    expect(turns.every(({ bill }) => bill?.savedNanoUsd !== undefined)).toBe(true);
    expect(problems).toEqual([]);
  });

  test('a confused reply is escalated before anybody sees it', async () => {
    const [simulator, direct] = [await startUpstream({ wrongly: wrong }), await startUpstream()];
    const { client, events } = routedClient(how, simulator.baseUrl);
    const said = await loop(client);
    expect(said).toEqual(await loop(plainClient(direct.baseUrl)));
    expect(said.join()).not.toContain(leak);
    const escalated = events.find(({ attempts }) => attempts.length === 2);
    expect(escalated?.attempts).toMatchObject([
      { purpose: 'turn', model: away, verdict: { reason: 'unknown_tool' } },
      { purpose: 'escalation', model: home, end: 'complete' },
    ]);
    expect(JSON.stringify(events)).not.toContain(leak);
  });
});

describe.each(ways)('by %s', (how) => {
  test('upstream gets the bytes that the SDK sent, but for the listed edits', async () => {
    const simulator = await startUpstream();
    const { client, events } = routedClient(how, simulator.baseUrl);
    await manualLoop(false)(client);
    const [first, second] = simulator.requests.map(({ body }) => JSON.parse(body.toString()));
    expect(first.model).toBe(home);
    const { model, max_tokens, tools, messages, output_config, ...rest } = second;
    expect([model, max_tokens, tools, output_config, rest]).toEqual([away, 1_000, first.tools, { effort: 'low' }, {}]);
    expect(messages.slice(0, first.messages.length)).toEqual(first.messages);
    expect(events[1]?.decision.edits.map((edit) => edit.kind === 'set' && edit.path)).toEqual([
      ['model'],
      ['output_config', 'effort'],
    ]);
  });

  test('the response says which tier answered', async () => {
    const simulator = await startUpstream();
    const { client, events } = routedClient(how, simulator.baseUrl);
    const { response } = await client.messages.create(opening).withResponse();
    expect(response.headers.get('x-turnwise-tier')).toBe('reasoning');
    expect(response.headers.get('x-turnwise-reason')).toBe('user_request');
    expect(response.headers.get('x-turnwise-turn')).toBe(events[0]?.turnId);
  });

  test('an error of the reasoning tier is the typed error that it is without routing', async () => {
    const simulator = await startUpstream({ fault: () => '429' });
    const { client, events } = routedClient(how, simulator.baseUrl);
    const failed = await client.messages.create(opening).catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(Anthropic.RateLimitError);
    expect(failed).toMatchObject({ status: 429, headers: expect.any(Headers) });
    await vi.waitFor(() => expect(events).toHaveLength(1));
    expect(events[0]).toMatchObject({ status: 429, attempts: [{ end: 'upstream_error', status: 429 }] });
  });

  test('a retry of the SDK joins its turn: same conversation, said to be a retry', async () => {
    let asked = 0;
    const simulator = await startUpstream({ fault: () => (asked++ === 0 ? '500' : undefined) });
    const { client, events } = routedClient(how, simulator.baseUrl, { maxRetries: 1 });
    await client.messages.create(opening);
    await vi.waitFor(() => expect(events).toHaveLength(2));
    expect(events.map(({ place, status }) => [place, status])).toEqual([
      ['first', 500],
      ['retry', 200],
    ]);
    expect(new Set(events.map(({ conversationId }) => conversationId)).size).toBe(1);
  });

  test('an upstream that is not there is a connection error, retried as ever', async () => {
    const { client, events } = routedClient(how, 'http://127.0.0.1:9', { maxRetries: 1 });
    const failed = await client.messages.create(opening).catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(Anthropic.APIConnectionError);
    await vi.waitFor(() => expect(events).toHaveLength(2));
    expect(events[1]).toMatchObject({ place: 'retry', attempts: [{ end: 'unreachable' }] });
  });

  test('a stream that is cut fails as without routing, and is recorded as cut', async () => {
    const fault = () => 'cut-at=400';
    const [simulator, direct] = [await startUpstream({ fault }), await startUpstream({ fault })];
    const { client, events } = routedClient(how, simulator.baseUrl);
    const fail = (one: Anthropic) =>
      one.messages
        .stream(opening)
        .finalMessage()
        .catch((error: Error) => error.constructor.name);
    expect(await fail(client)).toBe(await fail(plainClient(direct.baseUrl)));
    await vi.waitFor(() => expect(events[0]?.attempts).toMatchObject([{ end: 'cut' }]));
  });

  test('whoever aborts a stream ends the upstream call; the turn is recorded', async () => {
    const simulator = await startUpstream({ fault: () => 'hang-after=600' });
    const { client, events } = routedClient(how, simulator.baseUrl);
    const stream = await client.messages.create({ ...opening, stream: true });
    for await (const _event of stream) break;
    stream.controller.abort();
    await vi.waitFor(() => expect(events[0]?.attempts).toMatchObject([{ end: 'client_gone' }]));
  });

  test('an abort before the head rejects as the SDK does', async () => {
    const simulator = await startUpstream({ fault: () => 'hang' });
    const { client, events } = routedClient(how, simulator.baseUrl);
    const controller = new AbortController();
    const failed = client.messages.create(opening, { signal: controller.signal }).catch((error: unknown) => error);
    setTimeout(() => controller.abort(), 20);
    expect(await failed).toBeInstanceOf(Anthropic.APIUserAbortError);
    await vi.waitFor(() => expect(events[0]?.attempts).toMatchObject([{ end: 'client_gone' }]));
  });

  test('what is no turn goes by untouched', async () => {
    const simulator = await startUpstream();
    const { client, events } = routedClient(how, simulator.baseUrl);
    const { messages, model } = opening;
    expect(await client.messages.countTokens({ messages, model })).toEqual(
      await plainClient(simulator.baseUrl).messages.countTokens({ messages, model }),
    );
    expect(events).toEqual([]);
  });
});

test('options that are no policy are refused at once, every mistake with its path', () => {
  expect(() => turnwise({ simpleTools: ['Bash('], margin: 'much' as never })).toThrow(/margin/);
  expect(() => turnwise({ simpleTols: [] } as never)).toThrow(/did you mean `simpleTools`/);
});
