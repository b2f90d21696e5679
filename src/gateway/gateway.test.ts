import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { startTestGateway } from './gateway.fixture.ts';
import { startRawUpstream } from './raw-upstream.fixture.ts';

const message = JSON.stringify({
  id: 'msg_1',
  type: 'message',
  model: 'claude-sonnet-5-5',
  content: [{ type: 'text', text: 'hi' }],
  stop_reason: 'end_turn',
  usage: { input_tokens: 3, output_tokens: 1, cache_read_input_tokens: 2, cache_creation_input_tokens: 0 },
});

function turn(more: object = {}): string {
  return JSON.stringify({
    model: 'claude-sonnet-5-5',
    max_tokens: 100,
    messages: [{ role: 'user', content: 'hi' }],
    ...more,
  });
}

function post(url: string, body: string | Buffer, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${url}/v1/messages`, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json', ...headers },
  });
}

describe('passing through', () => {
  test('what is not a turn reaches upstream with method, path, query, headers and body as they came', async () => {
    const upstream = await startRawUpstream(
      (response) => void response.writeHead(207, 'Odd', { 'X-Odd': 'yes' }).end('{"a":  1}'),
    );
    const { url, events } = await startTestGateway({ baseUrl: upstream.baseUrl });
    const odd = '{"model" : "x",\n "é": 1}';
    const reply = await fetch(`${url}/v1/messages/count_tokens?beta=true&x=%20`, {
      method: 'POST',
      body: odd,
      headers: { 'X-Own': 'a, b' },
    });
    expect([reply.status, reply.statusText, reply.headers.get('x-odd'), await reply.text()]).toEqual([
      207,
      'Odd',
      'yes',
      '{"a":  1}',
    ]);
    const [seen] = upstream.received;
    expect([seen?.method, seen?.url, seen?.body.toString()]).toEqual([
      'POST',
      '/v1/messages/count_tokens?beta=true&x=%20',
      odd,
    ]);
    expect(seen?.rawHeaders.join('|')).toContain('X-Own|a, b');
    expect(events).toEqual([]);
  });

  test.each(['{"model": 1}', 'not json', '[]', '{"model":"claude-sonnet-5-5","messages":'])(
    "%s is forwarded untouched, so that the error is upstream's own",
    async (body) => {
      const upstream = await startRawUpstream((response) => void response.writeHead(400).end('{"type":"error"}'));
      const { url, told } = await startTestGateway({ baseUrl: upstream.baseUrl });
      const reply = await post(url, body);
      expect([reply.status, await reply.text()]).toEqual([400, '{"type":"error"}']);
      expect(upstream.received[0]?.body.toString()).toBe(body);
      const [event] = await told(1);
      expect(event?.decision).toMatchObject({ tier: 'requested', reason: 'unmanaged' });
    },
  );

  test("the upstream's own path is kept before the client's", async () => {
    const upstream = await startRawUpstream((response) => void response.end(message));
    const { url } = await startTestGateway({ baseUrl: `${upstream.baseUrl}/anthropic/` });
    await post(url, turn());
    expect(upstream.received[0]?.url).toBe('/anthropic/v1/messages');
  });
});

describe('a turn', () => {
  test('is told once, after its reply, with usage and the headers that name the decision', async () => {
    const upstream = await startRawUpstream(
      (response) => void response.writeHead(200, { 'request-id': 'req_1' }).end(message),
    );
    const { url, told } = await startTestGateway({ baseUrl: upstream.baseUrl });
    const reply = await post(url, turn());
    expect(await reply.text()).toBe(message);
    const [event] = await told(1);
    expect(Object.fromEntries([...reply.headers].filter(([name]) => name.startsWith('x-turnwise')))).toEqual({
      'x-turnwise-turn': event?.turnId,
      'x-turnwise-tier': 'reasoning',
      'x-turnwise-model': 'claude-sonnet-5-5',
      'x-turnwise-reason': 'user_request',
      'x-turnwise-escalated': 'false',
    });
    expect(event).toMatchObject({
      place: 'first',
      mode: 'route',
      status: 200,
      attempts: [
        {
          purpose: 'turn',
          end: 'complete',
          requestId: 'req_1',
          stopReason: 'end_turn',
          usage: { inputTokens: 3, outputTokens: 1, cacheReadTokens: 2 },
        },
      ],
    });
  });

  test('has two header edits upstream and no other', async () => {
    const upstream = await startRawUpstream((response) => void response.end(message));
    const { url } = await startTestGateway({ baseUrl: upstream.baseUrl });
    const body = turn().replace(',', ' ,\n ');
    await post(url, body, { 'x-turnwise-tier': 'reasoning', 'Accept-Encoding': 'gzip', 'x-api-key': 'sk' });
    const [seen] = upstream.received;
    expect(seen?.body.toString()).toBe(body);
    const headers = Object.fromEntries(pairsOf(seen?.rawHeaders ?? []));
    expect(headers).toMatchObject({
      'accept-encoding': 'identity',
      'x-turnwise-hop': 'this-gateway',
      'x-api-key': 'sk',
    });
    expect(Object.keys(headers)).not.toContain('x-turnwise-tier');
  });

  test('in observe and off neither side sees a byte of ours, and observe says what it would have done', async () => {
    const upstream = await startRawUpstream(
      (response) => void response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(message)),
    );
    const { url, told, change } = await startTestGateway({ baseUrl: upstream.baseUrl, settings: { mode: 'observe' } });
    const toolTurn = turn({
      messages: [
        { role: 'user', content: 'weather?' },
        { role: 'assistant', content: [{ type: 'tool_use', id: 't1', name: 'weather_tool', input: {} }] },
        { role: 'user', content: [{ type: 'tool_result', tool_use_id: 't1', content: 'rain' }] },
      ],
    });
    for (const mode of ['observe', 'off']) {
      change({ mode });
      const reply = await post(url, toolTurn, { 'Accept-Encoding': 'gzip' });
      expect([...reply.headers.keys()].filter((name) => name.startsWith('x-turnwise'))).toEqual([]);
      const seen = upstream.received.at(-1);
      expect(seen?.body.toString()).toBe(toolTurn);
      expect(seen?.rawHeaders.join('|')).not.toContain('turnwise');
      expect(seen?.rawHeaders.join('|')).toContain('Accept-Encoding|gzip');
    }
    const [observed, off] = await told(2);
    expect(observed).toMatchObject({
      servedModel: 'claude-sonnet-5-5',
      decision: { tier: 'execution', reason: 'simple_tools' },
      attempts: [{ usage: { inputTokens: 3 } }],
    });
    expect(off).toMatchObject({ servedModel: 'claude-sonnet-5-5', decision: { tier: 'requested', reason: 'off' } });
  });

  test('a sink that throws is reported, the others are told and the turn goes on', async () => {
    const upstream = await startRawUpstream((response) => void response.end(message));
    const broken = {
      name: 'broken',
      tell: () => {
        throw new Error('disk full');
      },
    };
    const { url, told, problems } = await startTestGateway({ baseUrl: upstream.baseUrl, sinks: [broken] });
    expect((await post(url, turn())).status).toBe(200);
    await told(1);
    expect(problems).toEqual([{ code: 'sink_failed', message: 'broken: disk full' }]);
  });
});

describe('when upstream fails', () => {
  test('its own error reaches the client unchanged, and is recorded as such', async () => {
    const body = '{"type":"error","error":{"type":"rate_limit_error","message":"Slow down"},"request_id":"req_9"}';
    const upstream = await startRawUpstream(
      (response) => void response.writeHead(429, { 'retry-after': '7', 'request-id': 'req_9' }).end(body),
    );
    const { url, told } = await startTestGateway({ baseUrl: upstream.baseUrl });
    const reply = await post(url, turn());
    expect([reply.status, reply.headers.get('retry-after'), await reply.text()]).toEqual([429, '7', body]);
    expect((await told(1))[0]?.attempts[0]).toMatchObject({
      end: 'upstream_error',
      status: 429,
      errorType: 'rate_limit_error',
    });
  });

  test("an upstream that is not there is an api_error in the API's shape", async () => {
    const { url, told } = await startTestGateway({ baseUrl: 'http://127.0.0.1:1' });
    const reply = await post(url, turn());
    expect(reply.status).toBe(500);
    expect(await reply.json()).toMatchObject({
      type: 'error',
      error: { type: 'api_error', message: expect.stringContaining('ECONNREFUSED') },
    });
    expect((await told(1))[0]?.attempts[0]?.end).toBe('unreachable');
  });

  test("silence beyond the client's own time limit is a timeout_error", async () => {
    const upstream = await startRawUpstream(() => undefined);
    const { url, told } = await startTestGateway({ baseUrl: upstream.baseUrl });
    const reply = await post(url, turn(), { 'x-stainless-timeout': '0.2' });
    expect(reply.status).toBe(504);
    expect(await reply.json()).toMatchObject({ error: { type: 'timeout_error' } });
    expect((await told(1))[0]?.attempts[0]?.end).toBe('timeout');
  });

  test('a stream that breaks off is broken off, never closed politely, and recorded as cut', async () => {
    const upstream = await startRawUpstream((response) => {
      response
        .writeHead(200, { 'content-type': 'text/event-stream' })
        .write('event: message_start\ndata: {"type":"message_start"}\n\n');
      setTimeout(() => response.destroy(), 30);
    });
    const { url, told } = await startTestGateway({ baseUrl: upstream.baseUrl });
    const reply = await post(url, turn({ stream: true }));
    await expect(reply.text()).rejects.toThrow();
    expect((await told(1))[0]?.attempts[0]?.end).toBe('cut');
  });

  test('a connection that breaks before any answer is broken for the client too', async () => {
    const upstream = await startRawUpstream((response) => void response.destroy());
    const { url, told } = await startTestGateway({ baseUrl: upstream.baseUrl });
    await expect(post(url, turn())).rejects.toThrow();
    expect((await told(1))[0]?.attempts[0]?.end).toBe('cut');
  });
});

describe('limits', () => {
  test("a body over the limit is a 413 in the API's shape and goes nowhere", async () => {
    const upstream = await startRawUpstream((response) => void response.end(message));
    const { url } = await startTestGateway({ baseUrl: upstream.baseUrl, settings: { limits: { bodyMiB: 0.001 } } });
    const reply = await post(url, turn({ system: 'x'.repeat(2000) }));
    expect(reply.status).toBe(413);
    expect(await reply.json()).toMatchObject({ error: { type: 'request_too_large' } });
    expect(upstream.received).toEqual([]);
  });

  test('calls beyond concurrency wait, and beyond the queue are an overloaded_error', async () => {
    const releases: (() => void)[] = [];
    const upstream = await startRawUpstream(
      (response) =>
        new Promise<void>((resolve) => {
          releases.push(() => {
            response.end(message);
            resolve();
          });
        }),
    );
    const { url } = await startTestGateway({
      baseUrl: upstream.baseUrl,
      settings: { limits: { upstreamConcurrency: 1, queue: 1 } },
    });
    const replies = [post(url, turn()), post(url, turn()), post(url, turn())];
    const first = await Promise.race(replies);
    expect(first.status).toBe(529);
    while (releases.length === 0) await new Promise((resolve) => setImmediate(resolve));
    releases.shift()?.();
    while (releases.length === 0) await new Promise((resolve) => setImmediate(resolve));
    releases.shift()?.();
    const statuses = (await Promise.all(replies)).map((reply) => reply.status);
    expect(statuses.toSorted()).toEqual([200, 200, 529]);
  });

  test('a client that goes away ends the upstream call', async () => {
    let upstreamClosed: () => void = () => undefined;
    const closed = new Promise<void>((resolve) => {
      upstreamClosed = resolve;
    });
    const upstream = await startRawUpstream((response) => {
      response.once('close', upstreamClosed);
      response.writeHead(200, { 'content-type': 'text/event-stream' }).write('event: ping\ndata: {}\n\n');
    });
    const { url, told } = await startTestGateway({ baseUrl: upstream.baseUrl });
    const abort = new AbortController();
    const reply = await fetch(`${url}/v1/messages`, {
      method: 'POST',
      body: turn({ stream: true }),
      signal: abort.signal,
    });
    await reply.body?.getReader().read();
    abort.abort();
    await closed;
    expect((await told(1))[0]?.attempts[0]?.end).toBe('client_gone');
  });
});

describe('ending', () => {
  test("a drain cuts no turn, takes no new one, and ends the process's wait when the last is done", async () => {
    let finish: () => void = () => undefined;
    const upstream = await startRawUpstream(
      (response) =>
        new Promise<void>((resolve) => {
          finish = () => {
            response.end(message);
            resolve();
          };
        }),
    );
    const { url, gateway } = await startTestGateway({ baseUrl: upstream.baseUrl });
    const reply = post(url, turn());
    while (upstream.received.length === 0) await new Promise((resolve) => setImmediate(resolve));
    const drained = gateway.drain();
    await expect(post(url, turn())).rejects.toThrow();
    finish();
    expect((await reply).status).toBe(200);
    await drained;
    expect(gateway.active()).toBe(0);
  });

  test('destroy breaks what is under way', async () => {
    const upstream = await startRawUpstream(() => undefined);
    const { url, gateway } = await startTestGateway({ baseUrl: upstream.baseUrl });
    const reply = post(url, turn());
    while (upstream.received.length === 0) await new Promise((resolve) => setImmediate(resolve));
    gateway.destroy();
    await expect(reply).rejects.toThrow();
  });
});

describe('who may call', () => {
  const upstreamKey = 'sk-the-real-key';

  test('with its own key the gateway asks for a token and sends its key in place of it', async () => {
    const upstream = await startRawUpstream((response) => void response.end(message));
    const { url } = await startTestGateway({
      baseUrl: upstream.baseUrl,
      access: { tokens: ['token-1', 'token-2'], upstreamKey },
    });
    expect((await post(url, turn())).status).toBe(401);
    expect((await post(url, turn(), { 'x-api-key': 'sk-guess' })).status).toBe(401);
    expect((await post(url, turn(), { 'x-api-key': 'token-2' })).status).toBe(200);
    expect((await post(url, turn(), { authorization: 'Bearer token-1' })).status).toBe(200);
    for (const { rawHeaders } of upstream.received) {
      const sent = rawHeaders.join('|');
      expect(sent).toContain(upstreamKey);
      expect(sent).not.toMatch(/token-[12]/);
    }
    expect(upstream.received).toHaveLength(2);
  });

  test('a request that comes round again is told so', async () => {
    const { url } = await startTestGateway({ baseUrl: 'http://127.0.0.1:1' });
    const reply = await post(url, turn(), { 'x-turnwise-hop': 'another, this-gateway' });
    expect(reply.status).toBe(508);
  });

  test.each<[string, Record<string, string>, number]>([
    ['loopback', {}, 200],
    ['a name that resolves here (rebinding)', { host: 'evil.example' }, 403],
    ['another site in a browser', { origin: 'https://evil.example' }, 403],
    ['a page of its own', { origin: 'http://127.0.0.1:PORT' }, 200],
  ])('the control API answers %s with %s', async (_title, headers, status) => {
    const { url } = await startTestGateway({
      baseUrl: 'http://127.0.0.1:1',
      routes: [{ method: 'GET', path: '/turnwise/status', handle: ({ response }) => void response.end('ok') }],
    });
    const { port } = new URL(url);
    const lines = Object.entries({ host: `127.0.0.1:${port}`, ...headers }).map(
      ([name, value]) => `${name}: ${value.replace('PORT', port)}`,
    );
    const answer = await rawRequest(
      Number(port),
      `GET /turnwise/status HTTP/1.1\r\n${lines.join('\r\n')}\r\nconnection: close\r\n\r\n`,
    );
    expect(answer.split(' ')[1]).toBe(String(status));
  });
});

function rawRequest(port: number, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(text))
      .on('data', (chunk: Buffer) => {
        answer += chunk.toString();
      })
      .on('end', () => resolve(answer))
      .on('error', reject);
  });
}

function pairsOf(raw: readonly string[]): readonly (readonly [string, string])[] {
  return raw.flatMap((name, index) => (index % 2 === 0 ? [[name.toLowerCase(), raw[index + 1] ?? ''] as const] : []));
}
