/** What an escalation, a retry, a limit and a refusal mean for the turns to come. Real sockets, an upstream told what to say. */
import { describe, expect, test } from 'vitest';
import { away, home } from './escalation.fixture.ts';
import { startTestGateway } from './gateway.fixture.ts';
import { type ReceivedRequest, startRawUpstream } from './raw-upstream.fixture.ts';

interface Block {
  readonly type: string;
  readonly [field: string]: unknown;
}

const use = (id: string, name = 'weather_tool'): Block => ({ type: 'tool_use', id, name, input: { id } });
const text = (words: string): Block => ({ type: 'text', text: words });
const user = (content: string | readonly Block[]) => ({ role: 'user', content });
const assistant = (content: readonly Block[]) => ({ role: 'assistant', content });
const result = (id: string): Block => ({ type: 'tool_result', tool_use_id: id, content: 'rain' });

/** A transcript of so many weather calls, each with its result: the next turn is a simple one. */
function transcript(calls: number) {
  const rounds = Array.from({ length: calls }, (_, index) => `t${index}`);
  return [user('Where does it rain?'), ...rounds.flatMap((id) => [assistant([use(id)]), user([result(id)])])];
}

function message(model: string, content: readonly Block[], stopReason: string): string {
  const usage = { input_tokens: 500, output_tokens: 20, cache_read_input_tokens: 0, cache_creation_input_tokens: 0 };
  return JSON.stringify({
    id: 'msg',
    type: 'message',
    role: 'assistant',
    model,
    content,
    stop_reason: stopReason,
    usage,
  });
}

interface Answer {
  readonly status?: number;
  readonly headers?: Record<string, string>;
  readonly body: string;
}

/** A gateway before an upstream that answers by model; every turn goes into one conversation unless it says otherwise. */
async function setUp(answer: (model: string, request: ReceivedRequest) => Answer | 'break', settings: object = {}) {
  const upstream = await startRawUpstream((response, request) => {
    const said = answer(JSON.parse(request.body.toString()).model, request);
    if (said === 'break') return void response.destroy();
    response.writeHead(said.status ?? 200, { 'content-type': 'application/json', ...said.headers }).end(said.body);
  });
  const gateway = await startTestGateway({ baseUrl: upstream.baseUrl, settings });
  const tools = ['weather_tool', 'email_tool'].map((name) => ({ name, input_schema: { type: 'object' } }));
  const ask = async (messages: readonly object[], more: object = {}) => {
    const body = JSON.stringify({ model: home, max_tokens: 1_000, tools, messages, ...more });
    const headers = { 'content-type': 'application/json', 'x-session-id': 's1' };
    const reply = await fetch(`${gateway.url}/v1/messages`, { method: 'POST', body, headers });
    return { status: reply.status, headers: reply.headers, body: await reply.text() };
  };
  const models = () => upstream.received.map(({ body }) => JSON.parse(body.toString()).model);
  return { gateway, upstream, ask, models };
}

const wrong = message(away, [use('x', 'unknown')], 'tool_use');
const rightOf = (model: string, calls = 0) => message(model, [use(`t${calls}`)], 'tool_use');

describe('an escalated turn', () => {
  test('says so in its headers, has both attempts on its bill, and tells what holding cost', async () => {
    const { gateway, ask } = await setUp((model) => ({ body: model === away ? wrong : rightOf(home, 1) }));
    const { headers } = await ask(transcript(1));
    const named = ['tier', 'model', 'reason', 'escalated'].map((name) => headers.get(`x-turnwise-${name}`));
    expect(named).toEqual(['reasoning', home, 'unknown_tool', 'true']);
    const [event] = await gateway.told(1);
    expect(event?.attempts.map(({ verdict }) => verdict)).toEqual([
      { reason: 'unknown_tool', detail: 'unknown' },
      undefined,
    ]);
    // 500 in and 20 out at $0.10 and $0.50 a million, then at $2 and $10.
    expect(event?.bill).toMatchObject({
      costNanoUsd: 60_000 + 1_200_000,
      baselineNanoUsd: 1_200_000,
      savedNanoUsd: -60_000,
    });
  });

  test('gives the client the reasoning tier’s reply byte for byte, with its headers', async () => {
    const reply = rightOf(home, 1);
    const { ask } = await setUp((model) => ({
      body: model === away ? wrong : reply,
      headers: { 'request-id': model, 'x-odd': model },
    }));
    const { body, headers } = await ask(transcript(1));
    expect([body, headers.get('request-id'), headers.get('x-odd')]).toEqual([reply, home, home]);
  });

  test('whose second attempt fails ends as that does: status, headers and body', async () => {
    const error = '{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}';
    const { gateway, ask } = await setUp((model) =>
      model === away ? { body: wrong } : { status: 529, headers: { 'retry-after': '7' }, body: error },
    );
    const { status, body, headers } = await ask(transcript(1));
    expect([status, body, headers.get('retry-after')]).toEqual([529, error, '7']);
    expect((await gateway.told(1))[0]?.attempts.map(({ end }) => end)).toEqual(['complete', 'upstream_error']);
  });

  test('keeps the loop at home for `cooldownTurns`, a new loop begins anew', async () => {
    let isWrong = true;
    const { gateway, ask } = await setUp(
      (model, { body }) => ({
        body: model === away && isWrong ? wrong : rightOf(model, JSON.parse(body.toString()).messages.length / 2 - 0.5),
      }),
      { escalation: { cooldownTurns: 2 } },
    );
    await ask(transcript(1));
    isWrong = false;
    for (const calls of [2, 3, 4]) await ask(transcript(calls));
    const turns = await gateway.told(4);
    expect(turns.map(({ servedModel }) => servedModel)).toEqual([home, home, home, away]);
    expect(turns.map(({ decision }) => decision.reason)).toEqual([
      'simple_tools',
      'cooldown',
      'cooldown',
      'simple_tools',
    ]);
    expect(turns[1]?.decision.overlays).toMatchObject([{ code: 'cooldown', detail: '2 turns to go' }]);
    expect(new Set(turns.map(({ conversationId }) => conversationId)).size).toBe(1);
  });
});

describe('an execution tier that cannot be asked', () => {
  test.each([401, 404, 413])(
    'a %i of its own is nothing the client asked for: the reasoning tier answers',
    async (status) => {
      const { ask, gateway } = await setUp((model) =>
        model === away ? { status, body: '{}' } : { body: rightOf(home) },
      );
      expect((await ask(transcript(1))).status).toBe(200);
      const [event] = await gateway.told(1);
      expect(event?.attempts[0]?.verdict).toEqual({ reason: 'upstream_error', detail: String(status) });
      expect(event?.bill?.costNanoUsd).toBe(1_200_000);
    },
  );

  test('is avoided while its limit is nearly used up, and no longer than that', async () => {
    const near = (model: string, resetMs: number) => ({
      'anthropic-ratelimit-requests-limit': '100',
      'anthropic-ratelimit-requests-remaining': model === away ? '5' : '0',
      'anthropic-ratelimit-requests-reset': new Date(Date.now() + resetMs).toISOString(),
    });
    let resetMs = 60_000;
    const { ask, models } = await setUp((model, { body }) => ({
      body: rightOf(model, JSON.parse(body.toString()).messages.length / 2 - 0.5),
      headers: near(model, resetMs),
    }));
    await ask(transcript(1));
    await ask(transcript(2));
    expect(models()).toEqual([away, home]);
    resetMs = -1_000;
    await ask([user('Elsewhere?'), assistant([use('t9')]), user([result('t9')])]);
    expect(models().at(-1)).toBe(home);
  });
});

describe('a request that is sent again', () => {
  test('does not go to a tier that has failed on it, and is no stall', async () => {
    let breaks = true;
    const { gateway, ask, models } = await setUp((model) => (breaks ? 'break' : { body: rightOf(model, 1) }));
    await ask(transcript(1)).catch(() => undefined);
    breaks = false;
    await ask(transcript(1));
    const turns = await gateway.told(2);
    expect(turns.map(({ place }) => place)).toEqual(['first', 'retry']);
    expect(models()).toEqual([away, home, home]);
    expect(turns[1]?.decision).toMatchObject({ reason: 'cooldown', signals: { stalled: false } });
  });
});

describe('thinking that is bound to another beginning', () => {
  const bound = JSON.stringify({
    type: 'error',
    error: {
      type: 'invalid_request_error',
      message:
        'messages.1.content.0: Invalid `signature` in `thinking` block. The block is bound to a different conversation.',
    },
  });

  test('is sent once more to be dropped, and from then on; the client sees none of it', async () => {
    const { gateway, upstream, ask } = await setUp((model, { body, rawHeaders }) => {
      const { thinking, messages } = JSON.parse(body.toString());
      const isLenient = thinking?.block_binding?.prefix_mismatch_behavior === 'drop_block';
      const hasBeta = rawHeaders.join().includes('thinking-binding-controls-2026-08-01');
      return isLenient && hasBeta ? { body: rightOf(model, messages.length / 2 - 0.5) } : { status: 400, body: bound };
    });
    expect((await ask(transcript(1))).status).toBe(200);
    expect((await ask(transcript(2))).status).toBe(200);
    expect(upstream.received.length).toBe(3);
    const [first, second] = await gateway.told(2);
    expect(first?.attempts.map(({ status, model }) => [status, model])).toEqual([
      [400, away],
      [200, away],
    ]);
    expect(second?.attempts.length).toBe(1);
    expect(JSON.stringify(second?.decision.edits)).toContain('drop_block');
  });

  test('where the client asked for just that, the refusal is the client’s', async () => {
    const { ask, upstream } = await setUp(() => ({ status: 400, body: bound }));
    const thinking = { type: 'adaptive', block_binding: { prefix_mismatch_behavior: 'error' } };
    const { status, body } = await ask([user('Hello')], { thinking });
    expect([status, body, upstream.received.length]).toEqual([400, bound, 1]);
  });

  test('any other refusal of the reasoning tier reaches the client as it is', async () => {
    const { ask, upstream } = await setUp(() => ({ status: 400, body: '{"type":"error"}' }));
    const { status, body } = await ask([user('Hello')]);
    expect([status, body, upstream.received.length]).toEqual([400, '{"type":"error"}', 1]);
  });
});

test('a pinned tier is the client’s own word: its reply is not held back', async () => {
  const { gateway, upstream } = await setUp((model) => ({ body: model === away ? wrong : rightOf(home) }));
  const body = JSON.stringify({ model: home, max_tokens: 9, messages: [user('Hi')], tools: [] });
  const reply = await fetch(`${gateway.url}/v1/messages`, {
    method: 'POST',
    body,
    headers: { 'x-turnwise-tier': 'execution' },
  });
  expect([await reply.text(), upstream.received.length]).toEqual([wrong, 1]);
  expect((await gateway.told(1))[0]).not.toHaveProperty('heldMs');
});

test('text before a first call, which never came, is what an execution tier may say last', async () => {
  const closing = message(away, [text('It rains.')], 'end_turn');
  const { ask } = await setUp(() => ({ body: closing }), { finalResponse: { acceptUpToTokens: 20 } });
  expect((await ask(transcript(1))).body).toBe(closing);
});

test('what a discarded attempt wrote into its model’s cache is known to be there', async () => {
  const usage = { input_tokens: 0, output_tokens: 9, cache_read_input_tokens: 0, cache_creation_input_tokens: 5_000 };
  const cachedBy = (model: string, content: readonly Block[]) =>
    JSON.stringify({ ...JSON.parse(message(model, content, 'tool_use')), usage });
  const { gateway, ask } = await setUp((model) => ({
    body: model === away ? cachedBy(away, [use('x', 'unknown')]) : cachedBy(home, [use('t1')]),
  }));
  const [first, ...rest] = transcript(1);
  const last = { role: 'user', content: [{ ...result('t0'), cache_control: { type: 'ephemeral' } }] };
  await ask([first ?? {}, ...rest.slice(0, -1), last]);
  const [event] = await gateway.told(1);
  expect(event?.trace?.cached.map(({ tokens }) => tokens)).toEqual([5_000, 5_000]);
  expect(new Set(event?.trace?.cached.map(({ key }) => key)).size).toBe(2);
});
