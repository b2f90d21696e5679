import Anthropic from '@anthropic-ai/sdk';
import { describe, expect, it } from 'vitest';
import type { Answerer } from './answer.ts';
import { post, started, testClock } from './test-client.fixture.ts';

/** Calls the clock tool until the transcript holds two results, then ends. */
const twoCalls: Answerer = ({ messages }) => {
  const results = messages.flatMap((message) => message.blocks).filter(({ value }) => value.type === 'tool_result');
  return results.length < 2
    ? {
        content: [{ type: 'tool_use', id: `toolu_${results.length}`, name: 'clock', input: {} }],
        stopReason: 'tool_use',
      }
    : { content: [{ type: 'text', text: `done after ${messages.length} messages` }], stopReason: 'end_turn' };
};

const create = {
  model: 'claude-sonnet-5-5',
  max_tokens: 100,
  system: 'be brief',
  messages: [{ role: 'user', content: 'what time is it?' }],
  thread: { type: 'create' },
};

async function idOf(response: Response): Promise<string> {
  const message: { id: string } = JSON.parse(await response.text());
  return message.id;
}

const next = (previous: string) => ({
  model: create.model,
  max_tokens: 100,
  messages: [{ role: 'user', content: 'and now?' }],
  thread: { type: 'continue', previous_message_id: previous },
});

const lost = { error: { type: 'not_found_error', details: { error_code: 'thread_not_found' } } };

describe('a message thread', () => {
  it('carries the SDK’s tool runner through a loop that sends only what is new', async () => {
    const simulator = await started({ answerers: [twoCalls], keepRequests: true });
    const client = new Anthropic({ baseURL: simulator.baseUrl, apiKey: 'key-1' });
    const final = await client.beta.messages.toolRunner({
      model: 'claude-sonnet-5-5',
      max_tokens: 100,
      messages: [{ role: 'user', content: 'what time is it?' }],
      tools: [
        {
          type: 'custom',
          name: 'clock',
          description: 'The time',
          input_schema: { type: 'object' },
          parse: () => ({}),
          run: async () => 'noon',
        },
      ],
    });
    expect(final.content).toEqual([{ type: 'text', text: 'done after 5 messages' }]);
    const sent = simulator.requests.map(({ body }) => JSON.parse(body.toString()));
    expect(sent.map(({ messages }) => messages.length)).toEqual([1, 1, 1]);
    expect(sent.map(({ thread }) => thread.type)).toEqual(['create', 'continue', 'continue']);
  });

  it('counts the whole conversation, tools and system included', async () => {
    const simulator = await started();
    const first = await idOf(await post(simulator, create));
    await post(simulator, next(first));
    const [started1, continued] = simulator.billed.map(({ usage }) => usage.input_tokens);
    expect(continued).toBeGreaterThan((started1 ?? 0) + 10);
  });

  it('is lost to another key, with another id, once continued elsewhere, and after five idle minutes', async () => {
    const clock = testClock();
    const simulator = await started({ now: clock.now });
    const first = await idOf(await post(simulator, create));
    expect(await (await post(simulator, next(first), { 'x-api-key': 'key-2' })).json()).toMatchObject(lost);
    expect((await post(simulator, next('msg_unknown'))).status).toBe(404);
    const second = await idOf(await post(simulator, next(first)));
    expect(await (await post(simulator, next(first))).json()).toMatchObject(lost);
    clock.advance(5 * 60_000 - 1);
    const third = await idOf(await post(simulator, next(second)));
    clock.advance(5 * 60_000);
    expect(await (await post(simulator, next(third))).json()).toMatchObject(lost);
  });

  it('is not held for requests that do not ask for one', async () => {
    const simulator = await started();
    const { thread: _thread, ...plain } = create;
    expect((await post(simulator, next(await idOf(await post(simulator, plain))))).status).toBe(404);
  });
});
