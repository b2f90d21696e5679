import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { bodiesOf, call, eventsOf, plainAgent, say, script, strictUpstream, think } from './agent.fixture.ts';
import { createConversation } from './conversation.ts';
import { defineTool } from './tool.ts';

const weather = defineTool({
  name: 'weather_tool',
  description: 'Current weather',
  input: z.object({ city: z.string() }),
  run: ({ city }) => `Rain in ${city}`,
});

const clock = defineTool({ name: 'time_tool', description: 'The time', input: { type: 'object' }, run: () => '12:00' });

const broken = defineTool({
  name: 'broken_tool',
  description: 'Fails',
  input: { type: 'object' },
  run: () => {
    throw new Error('no such host');
  },
});

describe('a run', () => {
  test('answers a message, and the conversation grows by question and answer', async () => {
    const { baseUrl } = await strictUpstream(script({ content: [say('Hello.')] }));
    const result = await plainAgent(baseUrl).run(createConversation({ id: 'c1' }), 'Hi');
    expect(result).toMatchObject({ end: 'answered', text: 'Hello.', turns: 1, stopReason: 'end_turn' });
    expect(result.conversation.messages).toEqual([
      { role: 'user', content: 'Hi' },
      { role: 'assistant', content: [say('Hello.')] },
    ]);
  });

  test('runs the calls of a turn and gives their results back in one message, in their order', async () => {
    const simulator = await strictUpstream(
      script(
        {
          content: [
            think('both'),
            say('Looking.'),
            call('a', 'weather_tool', { city: 'Bergen' }),
            call('b', 'time_tool'),
          ],
        },
        { content: [think('done'), say('Rain, noon.')] },
      ),
    );
    const { conversation, end } = await plainAgent(simulator.baseUrl, { tools: [weather, clock] }).run(
      createConversation(),
      'Weather and time?',
    );
    expect(end).toBe('answered');
    expect(conversation.messages[2]).toEqual({
      role: 'user',
      content: [
        { type: 'tool_result', tool_use_id: 'a', content: 'Rain in Bergen' },
        { type: 'tool_result', tool_use_id: 'b', content: '12:00' },
      ],
    });
  });

  test('keeps thinking verbatim, with its signature', async () => {
    const simulator = await strictUpstream(
      script({ content: [think('hm'), call('a', 'time_tool')] }, { content: [say('Noon.')] }),
    );
    const { conversation } = await plainAgent(simulator.baseUrl, {
      tools: [clock],
      template: { fields: { thinking: { type: 'adaptive', display: 'summarized' } } },
    }).run(createConversation(), 'Time?');
    const [, second] = bodiesOf(simulator);
    expect(conversation.messages[1]?.content[0]).toEqual({
      type: 'thinking',
      thinking: 'hm',
      signature: expect.any(String),
    });
    expect(second?.messages).toEqual(conversation.messages.slice(0, 3));
  });

  test('goes on with the next message, appending only', async () => {
    const simulator = await strictUpstream(script({ content: [say('One.')] }, { content: [say('Two.')] }));
    const agent = plainAgent(simulator.baseUrl);
    const first = await agent.run(createConversation(), 'A');
    const second = await agent.run(first.conversation, [{ type: 'text', text: 'B' }]);
    expect(second.text).toBe('Two.');
    expect(second.conversation.messages.slice(0, 2)).toEqual(first.conversation.messages);
  });

  test('sends the automatic cache breakpoint, unless told not to', async () => {
    const simulator = await strictUpstream(script({ content: [say('One.')] }));
    await plainAgent(simulator.baseUrl).run(createConversation(), 'A');
    await plainAgent(simulator.baseUrl, { template: { autoCache: false } }).run(createConversation(), 'A');
    expect(bodiesOf(simulator).map((body) => body.cache_control)).toEqual([{ type: 'ephemeral' }, undefined]);
  });

  test('refuses to answer where there is nothing to answer', async () => {
    const { baseUrl } = await strictUpstream(script({ content: [say('Hello.')] }));
    const agent = plainAgent(baseUrl);
    const { conversation } = await agent.run(createConversation(), 'Hi');
    await expect(agent.run(conversation)).rejects.toThrow(TypeError);
    await expect(agent.run(createConversation())).rejects.toThrow(TypeError);
  });
});

describe('a tool that fails is an error result for the model', () => {
  test.each([
    ['it throws', call('a', 'broken_tool'), 'no such host'],
    ['its input does not fit', call('a', 'weather_tool', { town: 'Bergen' }), /does not fit.*\n.*city/s],
    ['there is none of that name', call('a', 'unknown_tool'), 'There is no tool named unknown_tool.'],
  ])('where %s', async (_why, block, text) => {
    const { baseUrl } = await strictUpstream(script({ content: [block] }, { content: [say('Sorry.')] }));
    const { conversation, end } = await plainAgent(baseUrl, { tools: [weather, broken] }).run(
      createConversation(),
      'Go',
    );
    expect(end).toBe('answered');
    const content = conversation.messages[2]?.content;
    expect(content).toEqual([
      { type: 'tool_result', tool_use_id: 'a', is_error: true, content: expect.stringMatching(text) },
    ]);
  });
});

describe('a reply that is not the last word', () => {
  test('paused: the model is asked to go on from it', async () => {
    const paused = { type: 'server_tool_use', id: 'srvtoolu_1', name: 'web_search', input: { query: 'x' } };
    const simulator = await strictUpstream(
      script({ content: [say('Searching.'), paused], stopReason: 'pause_turn' }, { content: [say('Found.')] }),
    );
    const { conversation, end, text } = await plainAgent(simulator.baseUrl).run(createConversation(), 'Search');
    expect([end, text]).toEqual(['answered', 'Found.']);
    expect(conversation.messages.map(({ role }) => role)).toEqual(['user', 'assistant', 'assistant']);
  });

  test('cut by max_tokens inside a call: the call is not run, the model hears why', async () => {
    const long = { type: 'tool_use', id: 'b', name: 'weather_tool', input: { city: 'x'.repeat(4_000) } };
    const simulator = await strictUpstream(
      script({ content: [call('a', 'time_tool'), long] }, { content: [say('Shorter, then.')] }),
    );
    const { conversation, end } = await plainAgent(simulator.baseUrl, {
      tools: [weather, clock],
      template: { maxTokens: 300 },
    }).run(createConversation(), 'Go');
    expect(end).toBe('answered');
    expect(conversation.messages[2]?.content).toEqual([
      { type: 'tool_result', tool_use_id: 'a', content: '12:00' },
      { type: 'tool_result', tool_use_id: 'b', is_error: true, content: expect.stringContaining('cut off') },
    ]);
  });

  test('cut by max_tokens in its text: the run ends with what there is', async () => {
    const { baseUrl } = await strictUpstream(script({ content: [say('word '.repeat(2_000))] }));
    const result = await plainAgent(baseUrl, { template: { maxTokens: 50 } }).run(createConversation(), 'Go');
    expect(result).toMatchObject({ end: 'token_limit', stopReason: 'max_tokens' });
    expect(result.conversation.messages).toHaveLength(2);
  });

  test('refused: the reply does not enter the transcript', async () => {
    const { baseUrl } = await strictUpstream(script({ content: [say('I ca')], stopReason: 'refusal' }));
    const result = await plainAgent(baseUrl).run(createConversation(), 'Bad');
    expect(result.end).toBe('refused');
    expect(result.conversation.messages).toEqual([{ role: 'user', content: 'Bad' }]);
  });
});

describe('limits and stops', () => {
  const forever = script(...Array.from({ length: 30 }, (_, turn) => ({ content: [call(`t${turn}`, 'time_tool')] })));

  test('a run takes no more turns than it may, and can be continued without a message', async () => {
    const { baseUrl } = await strictUpstream(forever);
    const agent = plainAgent(baseUrl, { tools: [clock] });
    const result = await agent.run(createConversation(), 'Go', { limits: { turns: 3 } });
    expect([result.end, result.turns]).toEqual(['turn_limit', 3]);
    const more = await agent.run(result.conversation, undefined, { limits: { turns: 2 } });
    expect([more.end, more.conversation.messages.length]).toEqual(['turn_limit', 11]);
  });

  test('time stops a tool there and then', async () => {
    const { baseUrl } = await strictUpstream(script({ content: [call('a', 'slow_tool')] }, { content: [say('ok')] }));
    const slow = defineTool({
      name: 'slow_tool',
      description: 'Never ends',
      input: { type: 'object' },
      run: () => new Promise<string>(() => undefined),
    });
    const result = await plainAgent(baseUrl, { tools: [slow] }).run(createConversation(), 'Go', {
      limits: { timeMs: 200 },
    });
    expect(result.end).toBe('time_limit');
    expect(result.conversation.messages.at(-1)?.content).toMatchObject([{ tool_use_id: 'a', is_error: true }]);
  });

  test('an abort in the middle of tools keeps the results there are, and the transcript can be continued', async () => {
    const { baseUrl } = await strictUpstream(
      script({ content: [call('a', 'time_tool'), call('b', 'stop_tool')] }, { content: [say('Went on.')] }),
    );
    const stop = new AbortController();
    const stopping = defineTool({
      name: 'stop_tool',
      description: 'Stops the run',
      input: { type: 'object' },
      run: async () => {
        stop.abort();
        return new Promise<string>(() => undefined);
      },
    });
    const agent = plainAgent(baseUrl, { tools: [clock, stopping] });
    const { end, conversation } = await agent.run(createConversation(), 'Go', { signal: stop.signal });
    expect(end).toBe('aborted');
    expect(conversation.messages.at(-1)?.content).toEqual([
      { type: 'tool_result', tool_use_id: 'a', content: '12:00' },
      { type: 'tool_result', tool_use_id: 'b', is_error: true, content: expect.stringMatching(/^Aborted/) },
    ]);
    expect((await agent.run(conversation, 'Go on')).text).toBe('Went on.');
  });

  test('leaving the event loop aborts the run; begun text stays', async () => {
    const { baseUrl } = await strictUpstream(
      script({ content: [say('word '.repeat(500))] }, { content: [say('Yes?')] }),
      {
        timeScale: 0.2,
      },
    );
    const agent = plainAgent(baseUrl);
    const run = agent.stream(createConversation(), 'Talk');
    for await (const event of run) if (event.type === 'text-delta' && event.text.includes('word')) break;
    const { end, conversation } = await run.result;
    expect(end).toBe('aborted');
    expect(conversation.messages[1]?.role).toBe('assistant');
    expect((await agent.run(conversation, 'Stop')).end).toBe('answered');
  });

  test('upstream’s refusal is the run’s error, as it was said; the run can be tried again', async () => {
    let isDown = true;
    const { baseUrl } = await strictUpstream(script({ content: [say('Back.')] }), {
      fault: () => (isDown ? '529' : undefined),
    });
    const agent = plainAgent(baseUrl);
    const failed = await agent.run(createConversation(), 'Hi');
    expect(failed).toMatchObject({ end: 'failed', error: { type: 'overloaded_error', status: 529 } });
    isDown = false;
    expect((await agent.run(failed.conversation)).text).toBe('Back.');
  });

  test('a reply that is cut in the middle is a failure, and leaves no trace in the transcript', async () => {
    const { baseUrl } = await strictUpstream(script({ content: [say('word '.repeat(200))] }), {
      fault: () => 'cut-at=900',
    });
    const result = await plainAgent(baseUrl).run(createConversation(), 'Hi');
    expect(result).toMatchObject({ end: 'failed', error: { type: 'client_error' } });
    expect(result.conversation.messages).toHaveLength(1);
  });
});

test('events come in the order in which things happen', async () => {
  const { baseUrl } = await strictUpstream(script({ content: [call('a', 'time_tool')] }, { content: [say('Noon.')] }));
  const events = await eventsOf(
    plainAgent(baseUrl, { tools: [clock] }).stream(createConversation({ id: 'c' }), 'Time?'),
  );
  const kinds = events.map(({ type }) => type).filter((type, index, all) => type !== all[index - 1]);
  expect(kinds).toEqual([
    ...[
      'run-started',
      'message-added',
      'turn-started',
      'message-added',
      'tool-call-started',
      'tool-call-ended',
      'message-added',
    ],
    ...['turn-started', 'text-delta', 'message-added', 'run-ended'],
  ]);
  expect(events.find(({ type }) => type === 'tool-call-ended')).toMatchObject({
    callId: 'a',
    isError: false,
    content: '12:00',
  });
});

describe('a transcript that is too long', () => {
  const compact = (conversation: { readonly messages: readonly unknown[] }) =>
    conversation.messages.length > 3 ? [{ role: 'user' as const, content: 'Summary: nothing much.' }] : undefined;

  test('is compacted by the user’s own function, and never silently', async () => {
    const { baseUrl } = await strictUpstream(() => ({ content: [think('x'), say('ok')], stopReason: 'end_turn' }));
    const agent = plainAgent(baseUrl, { compact });
    const first = await agent.run(createConversation(), 'A');
    const second = await agent.run(first.conversation, 'B');
    expect(second.conversation.messages).toHaveLength(4);
    const events = await eventsOf(agent.stream(second.conversation, 'C'));
    expect(events).toContainEqual({ type: 'conversation-compacted', messagesBefore: 5, messagesAfter: 1 });
    expect(events.at(-1)).toMatchObject({ result: { end: 'answered' } });
  });

  test.each([
    [
      'a call',
      [
        { role: 'assistant', content: [call('a', 'time_tool')] },
        { role: 'user', content: 'So?' },
      ],
      /the call a has no result/,
    ],
    ['a question', [{ role: 'assistant', content: 'Hi' }], /end with a user message/],
  ] as const)('into what lacks %s is a failure, before anything is sent', async (_what, messages, why) => {
    const simulator = await strictUpstream(script({ content: [say('ok')] }));
    const result = await plainAgent(simulator.baseUrl, { compact: () => messages }).run(createConversation(), 'A');
    expect(result).toMatchObject({
      end: 'failed',
      error: { type: 'compact_failed', message: expect.stringMatching(why) },
    });
    expect(simulator.requests).toEqual([]);
  });

  test('a function that throws ends the run, with its error', async () => {
    const { baseUrl } = await strictUpstream(script({ content: [say('ok')] }));
    const result = await plainAgent(baseUrl, {
      compact: () => {
        throw new Error('no summary');
      },
    }).run(createConversation(), 'A');
    expect(result).toMatchObject({ end: 'failed', error: { type: 'compact_failed', message: 'no summary' } });
  });
});
