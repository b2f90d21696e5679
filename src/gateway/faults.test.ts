/**
 * What a client sees of an upstream that fails is the same with the gateway as without it: the same exception, status,
 * error body and headers, the same bytes up to where they end, the same number of tries. The deliberate differences:
 *
 * - `x-turnwise-*` response headers in `route`.
 * - Headers of the connection itself, and the framing: a body without a length goes out chunked.
 * - Upstream cannot be reached at all: an `api_error` (500) where the bare client has a connection error; both are retried.
 * - Upstream is silent for longer than the client's own limit and the client has not left: a `timeout_error` (504).
 */
import Anthropic from '@anthropic-ai/sdk';
import { describe, expect, test } from 'vitest';
import { type Answerer, faultNames, type Simulator } from '../simulator/index.ts';
import { startTestGateway, startTestSimulator, type TestGateway } from './gateway.fixture.ts';
import { rawRequest, splitHeaders, turnBody } from './raw-client.fixture.ts';

const answer: Answerer = () => ({
  content: [
    { type: 'text', text: 'Grüße, 世界 🙂. '.repeat(12) },
    { type: 'tool_use', id: 'toolu_1', name: 'weather_tool', input: { city: 'Bergen ☔' } },
  ],
  stopReason: 'tool_use',
});

/** Every fault, some in several sizes, and a few together. */
const faults = [
  ...['400', '401', '402', '403', '404', '409', '413', '429', '500', '502', '503', '504', '529'],
  ...['429; retry-after=1', '529; retry-after-ms=5; x-should-retry=true', '500; x-should-retry=false'],
  ...['400; x-should-retry=true; retry-after-ms=5', '529; gzip', '500; cut-at=40', '429; cut-after-head'],
  ...['garbage', 'error-event=0', 'error-event=1', 'error-event=7', 'no-message-stop', 'ping-flood=3000'],
  ...['unknown-event', 'duplicate-usage', 'gzip', 'br', 'zstd', 'deflate', 'deflate-raw'],
  ...['wrong-content-length=short', 'wrong-content-length=long', 'odd-headers', 'slow-first-byte=30'],
  ...['cut-at=0', 'cut-at=1', 'cut-at=200', 'cut-at=1500', 'cut-after-head', 'cut-in-head=5', 'cut-in-head=60'],
  ...['reset-at=0', 'reset-at=1', 'reset-at=500', 'gzip; reset-at=120'],
  ...['gzip; cut-at=100', 'zstd; cut-at=90', 'error-event=4; cut-at=700', 'odd-headers; slow-first-byte=5; cut-at=300'],
];
const hangs = ['hang', 'hang-after=0', 'hang-after=400', 'gzip; hang-after=40'];
const kinds = [
  ['streamed', true],
  ['not streamed', false],
] as const;

test('every fault of the simulator is in the table', () => {
  const asked = new Set(
    [...faults, ...hangs].flatMap((text) => text.split(';').map((part) => part.split('=')[0]?.trim())),
  );
  expect(faultNames.filter((name) => !asked.has(name))).toEqual([]);
});

/** Two upstreams that answer alike, ids included, one of them behind a gateway. */
async function startBoth(settings: object = {}) {
  const now = () => Date.UTC(2026, 10, 22);
  const [direct, behind] = [await startTestSimulator([answer], { now }), await startTestSimulator([answer], { now })];
  const gateway = await startTestGateway({ baseUrl: behind.baseUrl, settings });
  return { direct, behind, gateway };
}

describe('the bytes of a fault, in route and observe, streamed and not', () => {
  test.each(faults)('%s', async (fault) => {
    const { direct, gateway } = await startBoth();
    for (const mode of ['route', 'observe']) {
      gateway.change({ mode });
      for (const stream of [true, false]) {
        const request = { headers: { 'x-simulator-fault': fault }, body: turnBody({ stream }) };
        const [bare, through] = await Promise.all([
          rawRequest({ ...request, url: `${direct.baseUrl}/v1/messages` }),
          rawRequest({ ...request, url: `${gateway.url}/v1/messages` }),
        ]);
        const { theirs, ours } = splitHeaders(through.headers);
        expect({ ...through, headers: theirs }).toEqual(bare);
        expect(ours.length > 0).toBe(mode === 'route' && bare.status !== undefined);
      }
    }
    expect(gateway.problems).toEqual([]);
  });
});

describe('usage is read from a reply that is compressed although nobody asked', () => {
  test.each(['gzip', 'br', 'zstd', 'deflate', 'deflate-raw'])('%s', async (fault) => {
    const { behind, gateway } = await startBoth();
    for (const stream of [true, false]) {
      const headers = { 'x-simulator-fault': fault };
      await rawRequest({ url: `${gateway.url}/v1/messages`, headers, body: turnBody({ stream }) });
    }
    const recorded = (await gateway.told(2)).map(({ attempts: [attempt] }) => [
      attempt?.end,
      attempt?.usage?.outputTokens,
    ]);
    expect(recorded).toEqual(behind.billed.map(({ usage }) => ['complete', usage.output_tokens]));
    const headers = { 'x-simulator-fault': `${fault}; cut-at=450` };
    await rawRequest({ url: `${gateway.url}/v1/messages`, headers, body: turnBody({ stream: true }) });
    expect((await gateway.told(3))[2]?.attempts[0]).toMatchObject({ end: 'cut', usage: { outputTokens: 1 } });
  });
});

/** What a call of the SDK came to. */
interface Outcome {
  readonly message?: unknown;
  /** Of a stream, as far as it came. */
  readonly events?: readonly unknown[];
  readonly error?: ToldError;
  readonly tries: number;
}

interface Call {
  readonly baseURL: string;
  readonly fault: string;
  readonly stream: boolean;
  readonly maxRetries: number;
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
  /** Told when the head is there. */
  readonly onHead?: () => void;
  /** Told with each event of a stream. */
  readonly onEvent?: (count: number) => void;
}

async function callSdk({
  baseURL,
  fault,
  stream,
  maxRetries,
  timeoutMs,
  signal,
  onHead,
  onEvent,
}: Call): Promise<Outcome> {
  let tries = 0;
  const client = new Anthropic({
    baseURL,
    apiKey: 'sk-test',
    maxRetries,
    ...(timeoutMs === undefined ? {} : { timeout: timeoutMs }),
    defaultHeaders: { 'x-simulator-fault': fault },
    async fetch(url, init) {
      tries += 1;
      const response = await fetch(url, init);
      onHead?.();
      return response;
    },
  });
  const events: unknown[] = [];
  const request = {
    model: 'claude-sonnet-5-5',
    max_tokens: 1000,
    messages: [{ role: 'user' as const, content: 'hi' }],
  };
  const options = signal === undefined ? {} : { signal };
  try {
    if (!stream) return { message: await client.messages.create(request, options), tries };
    for await (const event of await client.messages.create({ ...request, stream: true }, options)) {
      events.push(event);
      onEvent?.(events.length);
    }
    return { events, tries };
  } catch (error) {
    return { events, error: told(error), tries };
  }
}

/** All of an error that a program can act on. */
interface ToldError {
  readonly class: string;
  readonly message: string;
  readonly status?: number | undefined;
  readonly type?: string | null;
  readonly body?: unknown;
  readonly requestId?: string | null | undefined;
  readonly headers?: unknown;
}

const headersThatMatter = ['request-id', 'retry-after', 'retry-after-ms', 'x-should-retry', 'content-type'];

function told(error: unknown): ToldError {
  if (!(error instanceof Error)) throw error;
  const common = { class: error.constructor.name, message: error.message };
  if (!(error instanceof Anthropic.APIError)) return common;
  const headers = headersThatMatter.map((name) => [name, error.headers?.get(name)]);
  return { ...common, status: error.status, body: error.error, type: error.type, requestId: error.requestID, headers };
}

/**
 * When a connection breaks, `fetch` drops what it had received and its reader had not yet taken, so how much of a cut
 * stream is seen depends on the moment, with and without the gateway; the bytes are compared above.
 */
function comparable(outcome: Outcome): object {
  return outcome.error?.status !== undefined ? outcome : { ...outcome, events: undefined };
}

describe('the SDK, streamed and not', () => {
  test.each(faults)('without retries: %s', async (fault) => {
    const { direct, behind, gateway } = await startBoth();
    for (const stream of [true, false]) {
      const call = { fault, stream, maxRetries: 0 };
      const [bare, through] = await Promise.all([
        callSdk({ ...call, baseURL: direct.baseUrl }),
        callSdk({ ...call, baseURL: gateway.url }),
      ]);
      expect(comparable(through)).toEqual(comparable(bare));
      expect(through.tries).toBe(1);
    }
    expect(behind.requests.length).toBe(2);
  });

  test('with its own retries: the same number of tries for every fault, and the same outcome', async () => {
    const { direct, behind, gateway } = await startBoth();
    const cases = [...faults, ...onceOrTwice].flatMap((fault) => [true, false].map((stream) => ({ fault, stream })));
    const outcomes = (baseURL: string) => Promise.all(cases.map((one) => retried({ ...one, baseURL })));
    const [bare, through] = await Promise.all([outcomes(direct.baseUrl), outcomes(gateway.url)]);
    expect(through).toEqual(bare);
    expect(behind.requests.length).toBe(direct.requests.length);
    expect(bare.filter(({ tries }) => tries === 3).length).toBeGreaterThan(20);
  });
});

const onceOrTwice = ['529; times=1', '429; times=2; retry-after-ms=5', 'cut-at=0; times=1', 'cut-at=90; times=1'];

/** What a call with the SDK's usual two retries came to. Ids depend on the order of arrival, so they are left out. */
async function retried({ baseURL, fault, stream }: { baseURL: string; fault: string; stream: boolean }) {
  const { tries, error } = await callSdk({ baseURL, fault, stream, maxRetries: 2 });
  const { requestId: _id, headers: _headers, body: _body, message: _message, ...kept } = { ...error };
  return { fault, stream, tries, error: kept };
}

/** What a client that leaves a silent upstream has got by then. It leaves when it has all there is. */
async function leave(baseURL: string, upstream: Simulator, call: Pick<Call, 'fault' | 'stream'>): Promise<Outcome> {
  const { fault, stream } = call;
  const leaving = new AbortController();
  const whole = Number(/^hang-after=(\d+)/.exec(fault)?.[1] ?? 0);
  const headers = { 'x-simulator-fault': `cut-at=${whole}` };
  const { body } = await rawRequest({ url: `${baseURL}/v1/messages`, headers, body: turnBody({ stream }) });
  const expected = stream ? body.toString().split('\n\n').length - 1 : 0;
  const leaveSoon = () => setImmediate(() => leaving.abort());
  const watch =
    expected > 0 ? { onEvent: (count: number) => count === expected && leaving.abort() } : { onHead: leaveSoon };
  const outcome = callSdk({ ...call, baseURL, maxRetries: 2, signal: leaving.signal, ...watch });
  if (fault === 'hang') until(() => upstream.requests.length === 2).then(leaveSoon);
  return outcome;
}

describe.each(kinds)('a client of a silent upstream, %s', (_kind, stream) => {
  test.each(hangs)('that leaves has what came before: %s', async (fault) => {
    const { direct, behind, gateway } = await startBoth();
    const bare = await leave(direct.baseUrl, direct, { fault, stream });
    const through = await leave(gateway.url, behind, { fault, stream });
    expect(through).toEqual(bare);
    expect(behind.requests.length).toBe(direct.requests.length);
    await allEnded(gateway);
  });

  test('and that waits no longer tries again, as often as without the gateway', async () => {
    const { direct, behind, gateway } = await startBoth();
    const call = { fault: 'hang', stream, maxRetries: 1, timeoutMs: 250 };
    const outcomes = [
      { ...call, baseURL: direct.baseUrl },
      { ...call, baseURL: gateway.url },
    ].map(callSdk);
    const [bare, through] = await Promise.all(outcomes);
    expect(through).toEqual(bare);
    expect([through?.tries, behind.requests.length]).toEqual([2, 2]);
    await allEnded(gateway);
  });
});

test('an upstream that cannot be reached is retried as often as without the gateway, as an API error', async () => {
  const gateway = await startTestGateway({ baseUrl: 'http://127.0.0.1:1' });
  const call = { fault: '500', stream: false, maxRetries: 1 };
  const [bare, through] = await Promise.all([
    callSdk({ ...call, baseURL: 'http://127.0.0.1:1' }),
    callSdk({ ...call, baseURL: gateway.url }),
  ]);
  expect(bare).toMatchObject({ error: { class: 'APIConnectionError' }, tries: 2 });
  expect(through).toMatchObject({ error: { class: 'InternalServerError', status: 500, type: 'api_error' }, tries: 2 });
});

/** No request is left under way in the gateway. */
function allEnded({ gateway }: TestGateway): Promise<void> {
  return until(() => gateway.active() === 0);
}

async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await new Promise((resolve) => setImmediate(resolve));
}
