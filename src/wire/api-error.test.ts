import Anthropic from '@anthropic-ai/sdk';
import { describe, expect, it } from 'vitest';
import { type ApiErrorReply, type ApiErrorType, apiError, threadNotFound, threadRefusal } from './api-error.ts';

describe('an error of our own', () => {
  it.each<[ApiErrorType, number]>([
    ['invalid_request_error', 400],
    ['authentication_error', 401],
    ['billing_error', 402],
    ['permission_error', 403],
    ['not_found_error', 404],
    ['request_too_large', 413],
    ['rate_limit_error', 429],
    ['api_error', 500],
    ['timeout_error', 504],
    ['overloaded_error', 529],
  ])('of type %s has status %i and the API’s shape', (type, status) => {
    const reply = apiError(type, 'because', { requestId: 'req_1' });
    expect(reply.status).toBe(status);
    expect(JSON.parse(reply.body)).toEqual({ type: 'error', error: { type, message: 'because' }, request_id: 'req_1' });
  });
});

/** Answers of an upstream, one a request; keeps the `thread` and the number of messages of each. */
function scripted(answers: readonly ApiErrorReply[]) {
  const seen: unknown[] = [];
  const client = new Anthropic({
    apiKey: 'key',
    maxRetries: 0,
    fetch: async (_url, init) => {
      const body = JSON.parse(String(init?.body));
      const { status, body: answer } = answers[seen.length] ?? { status: 500, body: '{}' };
      seen.push({ thread: body.thread?.type, messages: body.messages.length });
      return new Response(answer, { status, headers: { 'content-type': 'application/json' } });
    },
  });
  return { client, seen };
}

const usage = { input_tokens: 1, output_tokens: 1 };
const reply = (id: string, stop_reason: string, content: readonly object[]): ApiErrorReply => ({
  status: 200,
  body: JSON.stringify({
    id,
    type: 'message',
    role: 'assistant',
    model: 'claude-sonnet-5',
    stop_reason,
    usage,
    content,
  }),
});
const callsTool = reply('msg_1', 'tool_use', [{ type: 'tool_use', id: 'toolu_1', name: 'add', input: {} }]);
const ends = reply('msg_2', 'end_turn', [{ type: 'text', text: '42' }]);

function runTools(client: Anthropic) {
  return client.beta.messages.toolRunner({
    model: 'claude-sonnet-5',
    max_tokens: 100,
    messages: [{ role: 'user', content: 'Add' }],
    tools: [
      {
        name: 'add',
        description: 'Adds',
        input_schema: { type: 'object' },
        parse: (input: unknown) => input,
        run: () => '42',
      },
    ],
  });
}

describe('the SDK’s tool runner', () => {
  it('goes on without a thread, with the full history, after a refusal', async () => {
    const { client, seen } = scripted([threadRefusal(), callsTool, ends]);
    const last = await runTools(client);
    expect(last.id).toBe('msg_2');
    expect(seen).toEqual([
      { thread: 'create', messages: 1 },
      { thread: undefined, messages: 1 },
      { thread: undefined, messages: 3 },
    ]);
  });

  it('replays the full history when its thread is not found', async () => {
    const { client, seen } = scripted([callsTool, threadNotFound(), ends]);
    await runTools(client);
    expect(seen).toEqual([
      { thread: 'create', messages: 1 },
      { thread: 'continue', messages: 1 },
      { thread: 'create', messages: 3 },
    ]);
  });
});
