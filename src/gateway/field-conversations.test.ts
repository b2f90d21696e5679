/** What users of other gateways have seen go wrong between turns: retries, parallel work, forks, memory. Each as a test. */
import type { ServerResponse } from 'node:http';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import Anthropic from '@anthropic-ai/sdk';
import { describe, expect, test } from 'vitest';
import type { Answerer } from '../simulator/index.ts';
import { startTestGateway, startTestSimulator } from './gateway.fixture.ts';
import { rawRequest, turnBody } from './raw-client.fixture.ts';
import { startRawUpstream } from './raw-upstream.fixture.ts';

const agreeing: Answerer = () => ({ content: [{ type: 'text', text: 'ok' }], stopReason: 'end_turn' });

type Message = { readonly role: string; readonly content: unknown };

/** A whole reply with one tool call of its own id. */
function reply(id: string): string {
  const content = [{ type: 'tool_use', id, name: 'search', input: {} }];
  return JSON.stringify({ type: 'message', role: 'assistant', content, stop_reason: 'tool_use', usage: {} });
}

const asked = (text: string): Message => ({ role: 'user', content: text });

/** The transcript after a reply and the result of its call. */
function answered(before: readonly Message[], id: string): readonly Message[] {
  const call = { type: 'tool_use', id, name: 'search', input: {} };
  const result = { type: 'tool_result', tool_use_id: id, content: 'found' };
  return [...before, { role: 'assistant', content: [call] }, { role: 'user', content: [result] }];
}

/** An upstream that answers as listed, then with whole replies, and a client that sends one transcript after another. */
async function setUp(...answers: readonly ((response: ServerResponse) => unknown)[]) {
  let count = 0;
  const upstream = await startRawUpstream((response) => {
    const answer = answers[count++] ?? (() => response.end(reply(`call_${count}`)));
    answer(response);
  });
  const gateway = await startTestGateway({ baseUrl: upstream.baseUrl });
  const send = (messages: readonly Message[], headers: Record<string, string> = {}, signal?: AbortSignal) =>
    rawRequest({
      url: `${gateway.url}/v1/messages`,
      headers,
      body: turnBody({ messages }),
      ...(signal === undefined ? {} : { signal }),
    });
  const places = async (turns: number) =>
    (await gateway.told(turns)).map(({ place, conversationId }) => [place, conversationId] as const);
  return { upstream, gateway, send, places };
}

const event = 'event: message_start\ndata: {"type":"message_start","message":{"id":"msg_1"}}\n\n';
const streaming = { 'content-type': 'text/event-stream' };
const overloaded =
  'event: error\ndata: {"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}\n\n';

describe('a retry, which no header tells', () => {
  test.each<[string, (response: ServerResponse) => unknown]>([
    ['429', (response) => response.writeHead(429, { 'retry-after': '1' }).end('{}')],
    ['500', (response) => response.writeHead(500).end('{}')],
    ['529', (response) => response.writeHead(529).end('{}')],
    ['a connection that broke before the answer', (response) => response.destroy()],
    ['a cut stream', (response) => response.writeHead(200, streaming).write(event, () => response.destroy())],
    ['a stream that was closed before its end', (response) => response.writeHead(200, streaming).end(event)],
    ['an error inside the stream', (response) => response.writeHead(200, streaming).end(event + overloaded)],
  ])('of an identical body after %s is known as one, in the same conversation', async (_failure, fail) => {
    const { send, places } = await setUp((response) => response.end(reply('call_0')), fail, fail);
    const opening = [asked('hi')];
    const next = answered(opening, 'call_0');
    await send(opening);
    for (let tries = 0; tries < 3; tries += 1) await send(next);
    await send(answered(next, 'call_4'));
    const [first, ...others] = await places(5);
    expect(first?.[0]).toBe('first');
    expect(others).toEqual(['next', 'retry', 'retry', 'next'].map((place) => [place, first?.[1]]));
  });

  test('of a client that gave up waiting is known too', async () => {
    const leaving = new AbortController();
    const { gateway, send, places } = await setUp(() => leaving.abort());
    await send([asked('hi')], {}, leaving.signal);
    await gateway.told(1);
    await send([asked('hi')]);
    const [first, second] = await places(2);
    expect(second).toEqual(['retry', first?.[1]]);
  });

  test("by the SDK's own hand is one more turn of the same conversation, with its cost on its own", async () => {
    const simulator = await startTestSimulator([agreeing]);
    const gateway = await startTestGateway({ baseUrl: simulator.baseUrl });
    const defaultHeaders = { 'x-simulator-fault': '529; times=2; retry-after-ms=1' };
    const client = new Anthropic({ baseURL: gateway.url, apiKey: 'sk-test', defaultHeaders });
    const messages = [{ role: 'user' as const, content: 'hi' }];
    await client.messages.create({ model: 'claude-sonnet-5-5', max_tokens: 100, messages });
    const events = await gateway.told(3);
    expect(events.map(({ place, attempts }) => [place, attempts.length, attempts[0]?.end])).toEqual([
      ['first', 1, 'upstream_error'],
      ['retry', 1, 'upstream_error'],
      ['retry', 1, 'complete'],
    ]);
    expect(new Set(events.map(({ conversationId }) => conversationId)).size).toBe(1);
    expect(events.filter(({ attempts }) => attempts[0]?.usage !== undefined)).toHaveLength(1);
  });

  test('is not what a client sends that goes on from the half it got', async () => {
    const { send, places } = await setUp((response) => response.writeHead(200, streaming).end(event + overloaded));
    const opening = [asked('hi')];
    await send(opening);
    await send([...opening, { role: 'assistant', content: 'Hel' }, asked('Your response was cut off. Resume.')]);
    const [first, second] = await places(2);
    expect(second).toEqual(['next', first?.[1]]);
  });
});

describe('work side by side', () => {
  test('two subagents of one session, with the same words, are two conversations of their own', async () => {
    const { gateway, send } = await setUp();
    const session = { 'x-claude-code-session-id': 's-1' };
    const agents = ['a-1', 'a-2'].map((id) => ({ ...session, 'x-claude-code-agent-id': id }));
    await send([asked('main task')], session);
    let transcript: readonly Message[] = [asked('look into it')];
    for (let round = 0; round < 3; round += 1) {
      await Promise.all(agents.map((headers) => send(transcript, headers)));
      transcript = answered(transcript, `call_of_round_${round}`);
    }
    await send(answered([asked('main task')], 'call_1'), session);
    const events = await gateway.told(8);
    const [main, ...rest] = events;
    const last = rest.at(-1);
    expect([last?.place, last?.conversationId]).toEqual(['next', main?.conversationId]);
    const ofAgents = rest.slice(0, -1);
    expect(ofAgents.map(({ place }) => place)).toEqual(['first', 'first', 'next', 'next', 'next', 'next']);
    expect(new Set(ofAgents.map(({ conversationId }) => conversationId)).size).toBe(2);
    expect(new Set(ofAgents.map(({ parentConversationId }) => parentConversationId))).toEqual(
      new Set([main?.conversationId]),
    );
    expect(new Set(events.map(({ groupId }) => groupId)).size).toBe(1);
  });

  test('two equal requests at once are siblings, and each goes on by the calls of its own reply', async () => {
    const held: ServerResponse[] = [];
    const { send, places } = await setUp(
      (response) => held.push(response),
      (response) => held.push(response),
    );
    const opening = [asked('hi')];
    const both = [send(opening), send(opening)];
    while (held.length < 2) await new Promise((resolve) => setImmediate(resolve));
    for (const [index, response] of held.entries()) response.end(reply(`call_${index}`));
    const ids = (await Promise.all(both)).map(({ body }) => /call_\d/.exec(body.toString())?.[0] ?? '');
    await places(2);
    for (const id of ids.toReversed()) await send(answered(opening, id));
    const [one, two, ofTwo, ofOne] = await places(4);
    expect([one?.[0], two?.[0]].toSorted()).toEqual(['first', 'sibling']);
    expect(one?.[1]).not.toBe(two?.[1]);
    expect(new Set([ofTwo?.[1], ofOne?.[1]])).toEqual(new Set([one?.[1], two?.[1]]));
    expect([ofTwo?.[0], ofOne?.[0]]).toEqual(['next', 'next']);
  });

  test('a transcript that goes on from an earlier turn is a fork, and the first path stays what it was', async () => {
    const { gateway, send, places } = await setUp();
    const first = [asked('hi')];
    const second = answered(first, 'call_1');
    await send(first);
    await send(second);
    await send([...first, { role: 'assistant', content: 'no' }, asked('other way')]);
    await send(answered(second, 'call_2'));
    const [main, , fork, onward] = await places(4);
    expect([fork?.[0], onward]).toEqual(['fork', ['next', main?.[1]]]);
    expect(fork?.[1]).not.toBe(main?.[1]);
    expect(gateway.events[2]?.parentConversationId).toBe(main?.[1]);
  });
});

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

/** Bytes in use, garbage left out: some is only let go of when the event loop comes round. */
async function bytesInUse(): Promise<number> {
  for (let rounds = 0; rounds < 3; rounds += 1) {
    collectGarbage();
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

test('sessions that come and go leave less behind than they brought: memory has a bound', async () => {
  const simulator = await startTestSimulator([agreeing], { keepRequests: false });
  const gateway = await startTestGateway({ baseUrl: simulator.baseUrl });
  const send = (id: number) =>
    rawRequest({
      url: `${gateway.url}/v1/messages`,
      headers: { 'x-claude-code-session-id': `s-${id}`, 'x-api-key': `sk-${id}` },
      body: turnBody({ messages: [asked(`${id} ${'words '.repeat(100_000)}`)] }),
    });
  await send(0);
  const before = await bytesInUse();
  for (let id = 1; id <= 110; id += 1) await send(id);
  await gateway.told(111);
  // What is kept to be compared with the next turn's body: 32 MiB at most, of the 63 MiB that were sent.
  expect((await bytesInUse()) - before).toBeLessThan(48 * 1024 * 1024);
});
