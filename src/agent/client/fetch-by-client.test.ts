import Anthropic from '@anthropic-ai/sdk';
import { describe, expect, test } from 'vitest';
import type { FetchRequest } from '../../routing/index.ts';
import type { SdkPostOptions } from './agent-client.ts';
import { clientUrl, fetchByClient } from './fetch-by-client.ts';

const request = (body: object, headers: Record<string, string> = {}): FetchRequest => ({
  url: clientUrl,
  headers: new Headers(headers),
  body: JSON.stringify(body),
  signal: new AbortController().signal,
});
const options = { homeModel: 'claude-sonnet-5-5', onThrown: () => undefined };

describe('over the SDK’s client', () => {
  const asked = async (sent: FetchRequest): Promise<SdkPostOptions | undefined> => {
    let seen: SdkPostOptions | undefined;
    const client = {
      post(_path: string, given: SdkPostOptions) {
        seen = given;
        return { asResponse: async () => new Response('{}') };
      },
    };
    await fetchByClient(client, options)(sent);
    return seen;
  };

  test.each([
    ['a turn of the reasoning tier', { model: 'claude-sonnet-5-5', max_tokens: 9, stream: true }, undefined],
    ['a turn of another tier', { model: 'claude-haiku-5-5', max_tokens: 9, stream: true }, 0],
    [
      'a ping',
      { model: 'claude-sonnet-5-5', max_tokens: 0, messages: [{ role: 'user', content: '"stream":true' }] },
      0,
    ],
  ])('%s is retried as it should be', async (_what, body, maxRetries) => {
    expect((await asked(request(body)))?.maxRetries).toBe(maxRetries);
  });

  test('the bytes are ours, the version, key and name the client’s', async () => {
    const seen = await asked(
      request({ model: 'm' }, { 'user-agent': 'x', 'anthropic-version': 'x', 'anthropic-beta': 'b' }),
    );
    expect(seen).toMatchObject({
      body: '{"model":"m"}',
      headers: { 'content-type': 'application/json', 'anthropic-beta': 'b' },
    });
  });
});

test('a function’s error with a status is the API’s answer, and is told', async () => {
  const error = Anthropic.APIError.generate(
    429,
    { type: 'error', error: { type: 'rate_limit_error', message: 'slow down' } },
    undefined,
    new Headers({ 'retry-after': '3', 'content-encoding': 'gzip', 'content-length': '7' }),
  );
  const thrown: unknown[] = [];
  const ask = () => Promise.reject(error);
  const response = await fetchByClient(ask, { ...options, onThrown: (one) => thrown.push(one) })(
    request({ model: 'm' }),
  );
  expect([response.status, response.headers.get('retry-after'), response.headers.get('content-encoding')]).toEqual([
    429,
    '3',
    null,
  ]);
  expect(await response.json()).toMatchObject({ error: { type: 'rate_limit_error' } });
  expect(thrown).toEqual([error]);
});

test('a function that is left early is told to end', async () => {
  let isOver = false;
  const ask = async function* () {
    try {
      for (;;) yield { type: 'ping' };
    } finally {
      isOver = true;
    }
  };
  const response = await fetchByClient(ask, options)(request({ model: 'm' }));
  await response.body?.cancel();
  expect(isOver).toBe(true);
});
