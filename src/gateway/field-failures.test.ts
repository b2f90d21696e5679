/** Failures that users of other gateways have met, each as a test that this one does not have it. */
import type { ServerResponse } from 'node:http';
import { describe, expect, test } from 'vitest';
import { startTestGateway, type TestGateway } from './gateway.fixture.ts';
import { type RawRequest, rawRequest, turnBody } from './raw-client.fixture.ts';
import { startRawUpstream } from './raw-upstream.fixture.ts';

type Event = { readonly type: string; readonly [field: string]: unknown };

const sse = (...events: readonly Event[]) =>
  events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join('');
const usage = { input_tokens: 10, cache_read_input_tokens: 500, cache_creation_input_tokens: 40, output_tokens: 1 };
const start = { type: 'message_start', message: { id: 'msg_1', model: 'claude-sonnet-5-5', usage } };
const text = { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'Hello' } };
const ping = { type: 'ping' };
const delta = { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 42 } };
const stop = { type: 'message_stop' };

/** Begins an event stream. */
function begin(response: ServerResponse, ...events: readonly Event[]): ServerResponse {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  if (events.length > 0) response.write(sse(...events));
  return response;
}

/** Cuts what was begun, after it has been sent. */
function cut(response: ServerResponse): void {
  response.flushHeaders();
  response.socket?.destroySoon();
}

function turn(url: string, more: object = {}, options: Partial<RawRequest> = {}) {
  return rawRequest({ url: `${url}/v1/messages`, body: turnBody({ stream: true, ...more }), ...options });
}

type Answer = Parameters<typeof startRawUpstream>[0];

async function setUp(answer: (...call: Parameters<Answer>) => unknown, settings: object = {}) {
  const upstream = await startRawUpstream((...call) => void answer(...call));
  const gateway = await startTestGateway({ baseUrl: upstream.baseUrl, settings });
  return { upstream, gateway };
}

async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await new Promise((resolve) => setImmediate(resolve));
}

describe('a stream that fails half way', () => {
  test.each([
    ['after its head', []],
    ['after its first event', [start]],
    ['inside its text', [start, text]],
  ])('%s is no empty 200: it is cut, and recorded with what it had used', async (_when, events) => {
    const { gateway } = await setUp((response) => cut(begin(response, ...events)));
    const reply = await turn(gateway.url);
    expect(reply).toMatchObject({ status: 200, whole: false });
    expect(reply.body.toString()).toBe(sse(...events));
    const [event] = await gateway.told(1);
    expect(event?.attempts).toMatchObject([{ end: 'cut', status: 200 }]);
    const spent = { inputTokens: 10, outputTokens: 1, cacheReadTokens: 500, cacheWriteTokens: 40 };
    expect(event?.attempts[0]?.usage).toEqual(events.length === 0 ? undefined : spent);
  });

  test("that falls silent is cut when the client's own limit is over, and recorded as a timeout", async () => {
    const { gateway } = await setUp((response) => begin(response, start));
    const reply = await turn(gateway.url, {}, { headers: { 'x-stainless-timeout': '0.2' } });
    expect([reply.status, reply.whole, reply.body.toString()]).toEqual([200, false, sse(start)]);
    expect((await gateway.told(1))[0]?.attempts[0]).toMatchObject({ end: 'timeout', usage: { inputTokens: 10 } });
  });

  test('closed politely by upstream it is passed on as it is, and recorded as cut all the same', async () => {
    const { gateway } = await setUp((response) => begin(response, start, text).end());
    const reply = await turn(gateway.url);
    expect([reply.whole, reply.body.toString()]).toEqual([true, sse(start, text)]);
    expect((await gateway.told(1))[0]?.attempts[0]?.end).toBe('cut');
  });

  test('a reply that is no stream and not whole either is recorded as cut', async () => {
    const { gateway } = await setUp((response) => response.writeHead(200).end('{"id":"msg_1","type":"mess'));
    expect(await turn(gateway.url, { stream: false })).toMatchObject({ status: 200, whole: true });
    expect((await gateway.told(1))[0]?.attempts[0]?.end).toBe('cut');
  });

  test('with an `error` event reaches the client with that event, and is recorded with its type', async () => {
    const error = { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } };
    const { gateway } = await setUp((response) => begin(response, start, text, error).end());
    expect((await turn(gateway.url)).body.toString()).toBe(sse(start, text, error));
    const [event] = await gateway.told(1);
    expect(event?.attempts[0]).toMatchObject({ end: 'stream_error', errorType: 'overloaded_error' });
  });
});

describe('what is seen while it happens', () => {
  test('pings arrive one by one, as upstream sends them', async () => {
    let sendNext: () => void = () => undefined;
    const { gateway } = await setUp((response) => {
      begin(response);
      let left = 20;
      sendNext = () => {
        left -= 1;
        if (left < 0) response.end();
        else response.write(sse(ping));
      };
      sendNext();
    });
    // Upstream sends a ping only when the one before has reached the client: one held back would end this in a timeout.
    const reply = await turn(gateway.url, {}, { onChunk: () => sendNext() });
    expect(reply.body.toString()).toBe(sse(ping).repeat(20));
  });

  test("nothing is sent before upstream's own first byte, so that its late error is still an error", async () => {
    const held: ServerResponse[] = [];
    const { gateway } = await setUp((response) => void held.push(response));
    let answered = false;
    const reply = turn(gateway.url).finally(() => {
      answered = true;
    });
    let headSeen = false;
    const watching = turn(
      gateway.url,
      {},
      {
        onHead() {
          headSeen = true;
        },
      },
    );
    await until(() => held.length === 2);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect([answered, headSeen]).toEqual([false, false]);
    for (const response of held) response.writeHead(529, { 'x-should-retry': 'true' }).end('{"type":"error"}');
    expect(await reply).toMatchObject({ status: 529, whole: true });
    expect(await watching).toMatchObject({ status: 529 });
  });
});

describe('what it cost', () => {
  test('cumulative usage is not counted twice, and what the end leaves out or sets to null keeps its value', async () => {
    const half = {
      ...delta,
      delta: { stop_reason: null },
      usage: { output_tokens: 20, cache_read_input_tokens: null },
    };
    const last = { ...delta, usage: { input_tokens: 10, output_tokens: 42 } };
    const { gateway } = await setUp((response) => begin(response, start, text, half, last, last, stop).end());
    await turn(gateway.url);
    expect((await gateway.told(1))[0]?.attempts[0]).toMatchObject({
      end: 'complete',
      usage: { inputTokens: 10, outputTokens: 42, cacheReadTokens: 500, cacheWriteTokens: 40 },
    });
  });

  test('a reply without usage has none: unknown is not zero', async () => {
    const { gateway } = await setUp((response) => begin(response, { type: 'message_start', message: {} }, stop).end());
    await turn(gateway.url);
    expect((await gateway.told(1))[0]?.attempts[0]).not.toHaveProperty('usage');
  });

  test("the reply's `model` is the one that answered, also where an alias or another model was asked for", async () => {
    const named = (model: string) => JSON.stringify({ type: 'message', model, content: [] });
    const { gateway } = await setUp((response, { body }) => {
      const { model }: { model: string } = JSON.parse(body.toString());
      response.end(named(model === 'claude-haiku-4-5' ? 'claude-haiku-4-5-20251001' : model));
    });
    const alias = await turn(gateway.url, { model: 'claude-haiku-4-5', stream: false });
    expect(alias.body.toString()).toBe(named('claude-haiku-4-5-20251001'));
    const toolTurn = [
      { role: 'user', content: 'weather?' },
      { role: 'assistant', content: [{ type: 'tool_use', id: 't1', name: 'weather_tool', input: {} }] },
      { role: 'user', content: [{ type: 'tool_result', tool_use_id: 't1', content: 'rain' }] },
    ];
    const routed = await turn(gateway.url, { stream: false, messages: toolTurn });
    expect(routed.body.toString()).toBe(named('claude-haiku-5-5'));
    expect(routed.headers).toContainEqual(['x-turnwise-model', 'claude-haiku-5-5']);
    const [asked, answered] = await gateway.told(2);
    expect(asked?.attempts[0]?.repliedModel).toBe('claude-haiku-4-5-20251001');
    expect(answered).toMatchObject({ requestedModel: 'claude-sonnet-5-5', servedModel: 'claude-haiku-5-5' });
  });
});

describe("upstream's errors", () => {
  test.each([
    [
      400,
      'application/json',
      '{"type" : "error",\n "error":{"type":"invalid_request_error","message":"x: \\u00fc"},"new":1}',
    ],
    [401, 'application/json', '{"type":"error","error":{"type":"authentication_error","message":"invalid x-api-key"}}'],
    [404, 'application/json', '{"type":"error","error":{"details":{"error_code":"thread_not_found"}}}'],
    [502, 'text/html', '<html>\r\n<center>nginx</center>\r\n</html>\r\n'],
    [503, 'text/plain', ''],
    [
      529,
      'application/json',
      '{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"},"request_id":null}',
    ],
  ])('%d keeps its body, byte for byte, and its headers', async (status, type, body) => {
    const headers = { 'content-type': type, 'request-id': 'req_1', 'retry-after': '3', 'x-should-retry': 'false' };
    const { gateway } = await setUp((response) => response.writeHead(status, headers).end(body));
    const reply = await turn(gateway.url);
    expect([reply.status, reply.body.toString()]).toEqual([status, body]);
    expect(Object.fromEntries(reply.headers)).toMatchObject(headers);
    expect((await gateway.told(1))[0]?.attempts[0]).toMatchObject({
      end: 'upstream_error',
      status,
      requestId: 'req_1',
    });
  });
});

describe('a client that leaves', () => {
  /** An upstream that notes when its connections are closed. */
  async function watched(answer: (response: ServerResponse) => void, settings: object = {}) {
    const seen = { arrived: 0, closed: 0 };
    const parts = await setUp((response) => {
      seen.arrived += 1;
      response.once('close', () => {
        seen.closed += 1;
      });
      answer(response);
    }, settings);
    return { ...parts, seen };
  }

  /** The first turn ended by the client's leaving, and so did the call of upstream. */
  async function expectLeft(gateway: TestGateway): Promise<void> {
    const [event] = await gateway.told(1);
    expect(event?.attempts[0]?.end).toBe('client_gone');
  }

  test('before the answer ends the upstream call', async () => {
    const leaving = new AbortController();
    const { gateway, seen } = await watched(() => leaving.abort());
    await turn(gateway.url, {}, { signal: leaving.signal });
    await until(() => seen.closed === 1);
    await expectLeft(gateway);
  });

  test('in the middle ends the upstream call, and what was used until then is recorded', async () => {
    const { gateway, seen } = await watched((response) => void begin(response, start));
    await turn(gateway.url, {}, { leaveAfter: 1 });
    await until(() => seen.closed === 1);
    await expectLeft(gateway);
    expect(gateway.events[0]?.attempts[0]?.usage).toMatchObject({ inputTokens: 10, cacheReadTokens: 500 });
  });

  test('while upstream waits for it to read ends the upstream call', async () => {
    const endless = 'x'.repeat(100_000);
    const { gateway, seen } = await watched((response) => {
      begin(response);
      const more = (): void => {
        while (response.write(endless));
        response.once('drain', more);
      };
      more();
    });
    const leaving = new AbortController();
    const stalled = turn(gateway.url, {}, { readPauseMs: 60_000, signal: leaving.signal });
    await until(() => seen.arrived === 1);
    await new Promise((resolve) => setTimeout(resolve, 50));
    leaving.abort();
    await stalled;
    await until(() => seen.closed === 1);
    await expectLeft(gateway);
  });

  test('while it waits for a slot is never sent upstream, and leaves the slot to the next', async () => {
    const held: ServerResponse[] = [];
    const { gateway, seen } = await watched((response) => void held.push(response), {
      limits: { upstreamConcurrency: 1, queue: 5 },
    });
    const first = turn(gateway.url);
    await until(() => seen.arrived === 1);
    const leaving = new AbortController();
    const waiting = turn(gateway.url, { system: 'waiting' }, { signal: leaving.signal });
    await until(() => gateway.gateway.active() === 2);
    leaving.abort();
    await waiting;
    await expectLeft(gateway);
    const next = turn(gateway.url, { system: 'next' });
    held[0]?.end('{}');
    await first;
    await until(() => held.length === 2);
    held[1]?.end('{}');
    expect((await next).status).toBe(200);
    expect(seen.arrived).toBe(2);
  });

  test('while it sends a file ends the upstream call too', async () => {
    const upstream = await startRawUpstream(() => undefined);
    const gateway = await startTestGateway({ baseUrl: upstream.baseUrl });
    const leaving = new AbortController();
    const headers = { 'content-length': '1000000' };
    const begun = { headers, body: 'x', signal: leaving.signal, unfinished: true };
    const sending = rawRequest({ url: `${gateway.url}/v1/files`, ...begun });
    await until(() => upstream.openConnections() === 1);
    leaving.abort();
    await sending;
    await until(() => upstream.openConnections() === 0 && gateway.gateway.active() === 0);
  });
});
