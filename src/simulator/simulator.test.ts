import { connect } from 'node:net';
import Anthropic from '@anthropic-ai/sdk';
import { describe, expect, it } from 'vitest';
import { agreeing, longText, post, started, testClock, usageFor } from './test-client.fixture.ts';

const question = { role: 'user' as const, content: 'Is it?' };
const ask = { model: 'claude-sonnet-5-5', max_tokens: 100, messages: [question] };

describe('the simulator, asked by the official SDK', () => {
  it('answers create, stream and count_tokens', async () => {
    const simulator = await started();
    const client = new Anthropic({ baseURL: simulator.baseUrl, apiKey: 'key-1' });
    const created = await client.messages.create(ask);
    const streamed = await client.messages.stream(ask).finalMessage();
    const counted = await client.messages.countTokens({ model: ask.model, messages: ask.messages });
    expect(created.content).toEqual([{ type: 'text', text: 'ok' }]);
    expect(created.stop_reason).toBe('end_turn');
    expect(streamed.content).toEqual(created.content);
    expect(streamed.usage.input_tokens).toBe(created.usage.input_tokens);
    expect(streamed.usage.output_tokens).toBe(created.usage.output_tokens);
    expect(counted.input_tokens).toBe(created.usage.input_tokens);
  });

  it('lists its models page by page, and tells one by id or alias', async () => {
    const simulator = await started();
    const client = new Anthropic({ baseURL: simulator.baseUrl, apiKey: 'key-1' });
    const ids: string[] = [];
    for await (const model of client.models.list({ limit: 4 })) ids.push(model.id);
    const one = await client.models.retrieve('claude-haiku-4-5');
    const old = await client.models.retrieve('claude-sonnet-4-5');
    expect(ids.length).toBe(15);
    expect(new Set(ids).size).toBe(15);
    expect(old).toMatchObject({ lifecycle: 'deprecated', retires_at: '2026-11-30T00:00:00Z' });
    expect(one).toMatchObject({
      lifecycle: 'active',
      id: 'claude-haiku-4-5-20251001',
      max_input_tokens: 200_000,
      max_tokens: 64_000,
    });
  });

  it('has no batches', async () => {
    const simulator = await started();
    const client = new Anthropic({ baseURL: simulator.baseUrl, apiKey: 'key-1' });
    expect((await client.messages.batches.list()).data).toEqual([]);
  });

  it('lets the SDK see errors as what they are', async () => {
    const simulator = await started();
    const client = new Anthropic({ baseURL: simulator.baseUrl, apiKey: 'key-1' });
    const failed = client.messages.create({ ...ask, model: 'claude-9' });
    await expect(failed).rejects.toThrow(Anthropic.NotFoundError);
    await expect(failed).rejects.toThrow('model: claude-9');
  });
});

describe('errors', () => {
  const send = (path: string, init: RequestInit) => ({ path, init });
  const key = { 'x-api-key': 'key-1' };
  const json = (body: unknown) => ({ method: 'POST', headers: key, body: JSON.stringify(body) });

  it.each([
    ['no key', send('/v1/messages', { method: 'POST', body: '{}' }), 401, 'authentication_error', /x-api-key/],
    ['an unknown path', send('/v1/nothing', { headers: key }), 404, 'not_found_error', /Not Found/],
    ['an unknown model', send('/v1/messages', json({ ...ask, model: 'gpt' })), 404, 'not_found_error', /^model: gpt$/],
    ['a prefix of a model', send('/v1/models/claude-opus', { headers: key }), 404, 'not_found_error', /claude-opus/],
    ['the wrong method', send('/v1/messages', { headers: key }), 405, 'invalid_request_error', /Method/],
    ['not JSON', send('/v1/messages', { ...json(0), body: '{"model"' }), 400, 'invalid_request_error', /JSON/],
    ['not an object', send('/v1/messages', json([])), 400, 'invalid_request_error', /object/],
    ['no model', send('/v1/messages', json({ ...ask, model: 1 })), 400, 'invalid_request_error', /^model: Field/],
    [
      'no max_tokens',
      send('/v1/messages', json({ ...ask, max_tokens: '9' })),
      400,
      'invalid_request_error',
      /^max_tok/,
    ],
    ['no messages', send('/v1/messages', json({ ...ask, messages: {} })), 400, 'invalid_request_error', /^messages: F/],
    ['an empty list', send('/v1/messages', json({ ...ask, messages: [] })), 400, 'invalid_request_error', /at least/],
  ])('for %s have the API’s status, type and shape', async (_what, { path, init }, status, type, message) => {
    const simulator = await started();
    const response = await fetch(simulator.baseUrl + path, init);
    const body = await response.json();
    expect(response.status).toBe(status);
    expect(body).toEqual({
      type: 'error',
      error: { type, message: expect.stringMatching(message) },
      request_id: response.headers.get('request-id'),
    });
  });

  it('for a body above 32 MB is 413', async () => {
    const simulator = await started();
    const response = await post(simulator, `{"model":"${'x'.repeat(32 * 1024 * 1024)}"}`);
    expect(response.status).toBe(413);
    expect(await response.json()).toMatchObject({ error: { type: 'request_too_large' } });
  });

  it('says plainly when nobody has an answer', async () => {
    const simulator = await started({ answerers: [() => undefined] });
    const response = await post(simulator, ask);
    expect(response.status).toBe(400);
    expect(await response.text()).toContain('no scripted or recorded answer');
  });

  it('comes from a check or a fault before any answer, and bills nothing', async () => {
    const simulator = await started({
      check: ({ body }) => (body.temperature === undefined ? undefined : { type: 'api_error', message: 'no' }),
      fault: ({ headers }) => (headers['x-fault'] === '429' ? '429' : undefined),
    });
    expect((await post(simulator, { ...ask, temperature: 1 })).status).toBe(500);
    expect((await post(simulator, ask, { 'x-fault': '429' })).status).toBe(429);
    expect((await post(simulator, ask)).status).toBe(200);
    expect(simulator.billed.length).toBe(1);
  });

  it('of its own becomes a 500 in the API’s shape', async () => {
    const simulator = await started({
      answerers: [
        () => {
          throw new Error('boom');
        },
      ],
    });
    const response = await post(simulator, ask);
    expect(response.status).toBe(500);
    expect(await response.json()).toMatchObject({ type: 'error', error: { type: 'api_error' } });
  });
});

describe('the simulator', () => {
  it('greets without a key', async () => {
    const simulator = await started();
    for (const method of ['HEAD', 'GET']) {
      expect((await fetch(`${simulator.baseUrl}/api/hello`, { method })).status).toBe(200);
    }
  });

  it('asks the answerers in order', async () => {
    const simulator = await started({ answerers: [() => undefined, agreeing, () => undefined] });
    expect((await post(simulator, ask)).status).toBe(200);
  });

  it('sends the API’s headers', async () => {
    const simulator = await started();
    const { headers } = await post(simulator, ask);
    expect(headers.get('request-id')).toMatch(/^req_01/);
    expect(headers.get('anthropic-organization-id')).toBeTruthy();
    expect(Number(headers.get('anthropic-ratelimit-input-tokens-remaining'))).toBeGreaterThan(0);
    expect(headers.get('anthropic-ratelimit-requests-reset')).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  });

  it('keeps requests as they came: header order and case, and the very bytes', async () => {
    const simulator = await started({ keepRequests: true });
    const body = '{ "model": "claude-sonnet-5-5",  "max_tokens": 9, "messages": [{"role":"user","content":"ü"}]}';
    const length = Buffer.byteLength(body);
    const socket = connect(simulator.port, '127.0.0.1');
    const answered = new Promise((resolve) => socket.once('data', resolve));
    socket.write(
      `POST /v1/messages?beta=true HTTP/1.1\r\nhost: x\r\nX-Api-Key: k\r\nContent-Length: ${length}\r\n\r\n${body}`,
    );
    await answered;
    socket.destroy();
    expect(simulator.requests).toHaveLength(1);
    expect(simulator.requests[0]).toMatchObject({
      method: 'POST',
      url: '/v1/messages?beta=true',
      rawHeaders: ['host', 'x', 'X-Api-Key', 'k', 'Content-Length', String(length)],
      body: Buffer.from(body),
    });
  });

  it('keeps no requests unless asked to', async () => {
    const simulator = await started();
    await post(simulator, ask);
    expect(simulator.requests).toEqual([]);
  });

  it('bills every answer with its usage, cost and modelled time', async () => {
    const clock = testClock();
    const simulator = await started({ now: clock.now });
    const usage = await usageFor(simulator, ask);
    expect(simulator.billed).toEqual([
      {
        requestId: expect.stringMatching(/^req_/),
        model: 'claude-sonnet-5-5',
        usage,
        atMs: clock.now(),
        costPicoUsd: usage.input_tokens * 2_000_000 + usage.output_tokens * 10_000_000,
        firstTokenMs: 2_200,
        generationMs: usage.output_tokens * 10.2,
        aborted: false,
      },
    ]);
  });

  it('models a cached prompt as cached', async () => {
    const simulator = await started();
    const cached = { ...ask, cache_control: { type: 'ephemeral' }, system: longText('rules', 40_000) };
    await usageFor(simulator, cached);
    const { cache_read_input_tokens: read } = await usageFor(simulator, cached);
    expect(read).toBeGreaterThan(10_000);
    expect(simulator.billed.map((bill) => bill.firstTokenMs)).toEqual([1_570 + 0.018 * read, 1_570 + 0.0116 * read]);
  });

  it('bills a client that leaves in the middle of a stream only what it got', async () => {
    const text = 'word '.repeat(2_000);
    const simulator = await started({
      timeScale: 0.02,
      answerers: [() => ({ content: [{ type: 'text', text }], stopReason: 'end_turn', outputTokens: 50_000 })],
    });
    const response = await post(simulator, { ...ask, max_tokens: 60_000, stream: true });
    await response.body?.cancel();
    while (simulator.billed.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(simulator.billed[0]).toMatchObject({ aborted: true });
    expect(simulator.billed[0]?.usage.output_tokens).toBeLessThan(50_000);
  });

  it('counts a prompt the same in count_tokens as in the parts of usage, written or read', async () => {
    const simulator = await started();
    const prompt = {
      ...ask,
      cache_control: { type: 'ephemeral' },
      tools: [{ name: 'look', description: longText('tool', 3_000), input_schema: { type: 'object' } }],
      system: longText('rules', 4_000),
    };
    const counted = await fetch(`${simulator.baseUrl}/v1/messages/count_tokens`, {
      method: 'POST',
      headers: { authorization: 'Bearer key-1' },
      body: JSON.stringify(prompt),
    });
    const counts: unknown = await counted.json();
    const written = await usageFor(simulator, prompt);
    const read = await usageFor(simulator, { ...prompt, messages: [question] });
    expect(written.cache_creation_input_tokens).toBeGreaterThan(2_000);
    expect(read.cache_read_input_tokens).toBe(written.cache_creation_input_tokens);
    for (const usage of [written, read]) {
      const { input_tokens, cache_creation_input_tokens, cache_read_input_tokens } = usage;
      expect(counts).toEqual({ input_tokens: input_tokens + cache_creation_input_tokens + cache_read_input_tokens });
    }
  });

  it('bills a client that leaves before the first token nothing, and caches nothing for it', async () => {
    const simulator = await started({ timeScale: 0.2, keepRequests: true });
    const cached = { ...ask, cache_control: { type: 'ephemeral' }, system: longText('rules', 5_000) };
    const leaving = new AbortController();
    const left = fetch(`${simulator.baseUrl}/v1/messages`, {
      method: 'POST',
      headers: { 'x-api-key': 'key-1' },
      body: JSON.stringify(cached),
      signal: leaving.signal,
    });
    while (simulator.requests.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    leaving.abort();
    await expect(left).rejects.toThrow();
    const usage = await usageFor(simulator, cached);
    expect(usage.cache_read_input_tokens).toBe(0);
    expect(simulator.billed).toHaveLength(1);
  });

  it('forgets everything on reset', async () => {
    const simulator = await started({ keepRequests: true });
    const cached = { ...ask, cache_control: { type: 'ephemeral' }, system: longText('rules', 5_000) };
    await usageFor(simulator, cached);
    simulator.reset();
    expect([simulator.requests.length, simulator.billed.length]).toEqual([0, 0]);
    expect((await usageFor(simulator, cached)).cache_read_input_tokens).toBe(0);
  });

  it('gives the same answers for the same seed, and unique ids within one run', async () => {
    const answers = async () => {
      const simulator = await started({ seed: 3, jitterShare: 0.1 });
      const texts = [];
      for (let count = 0; count < 3; count += 1) texts.push(await (await post(simulator, ask)).text());
      return { texts, times: simulator.billed.map((bill) => bill.firstTokenMs) };
    };
    const [first, second] = [await answers(), await answers()];
    expect(first).toEqual(second);
    expect(new Set(first.texts).size).toBe(3);
    expect(new Set(first.times).size).toBe(3);
  });

  it('answers many requests at once', async () => {
    const simulator = await started();
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, index) => post(simulator, { ...ask, stream: index % 2 === 0 })),
    );
    const texts = await Promise.all(answers.map((response) => response.text()));
    expect(texts.every((body) => body.includes('ok'))).toBe(true);
    expect(simulator.billed).toHaveLength(100);
  });

  it('drops open sockets when it closes', async () => {
    const simulator = await started({ timeScale: 1, keepRequests: true });
    const waiting = post(simulator, ask);
    while (simulator.requests.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    await simulator.close();
    await expect(waiting).rejects.toThrow();
  });

  it('refuses to start on a port that is taken', async () => {
    const simulator = await started();
    await expect(started({ port: simulator.port })).rejects.toThrow('EADDRINUSE');
  });
});
