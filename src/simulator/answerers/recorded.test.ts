import { describe, expect, it } from 'vitest';
import { post, started } from '../test-client.fixture.ts';
import { recordedAnswerer, type Transcript } from './recorded.ts';

const call = { type: 'tool_use', id: 'toolu_1', name: 'look', input: { at: 'door', how: { far: 1, near: 2 } } };
const result = { type: 'tool_result', tool_use_id: 'toolu_1', content: 'shut' };

const door: Transcript = {
  id: 'door',
  messages: [
    { role: 'user', content: 'Is the door open?' },
    {
      role: 'assistant',
      content: [{ type: 'thinking', thinking: 'hm', signature: 's' }, { type: 'text', text: 'I look.' }, call],
    },
    { role: 'user', content: [result] },
    { role: 'assistant', content: 'It is shut.' },
    { role: 'user', content: 'Thanks.' },
    { role: 'assistant', content: [{ type: 'text', text: 'Bye.' }] },
  ],
};

const sameStart: Transcript = {
  id: 'window',
  messages: [
    { role: 'user', content: [{ type: 'text', text: 'Is the door open?' }] },
    { role: 'assistant', content: 'Which door?' },
  ],
};

async function asked(messages: readonly unknown[], headers: Record<string, string> = {}) {
  const simulator = await started({ answerers: [recordedAnswerer([door, sameStart])] });
  const response = await post(simulator, { model: 'claude-sonnet-4-5', max_tokens: 999, messages }, headers);
  const answer: { content?: unknown; stop_reason?: unknown } = JSON.parse(await response.text());
  return { status: response.status, content: answer.content, stopReason: answer.stop_reason };
}

describe('a recorded conversation', () => {
  it('is played message by message, exactly as recorded', async () => {
    expect(await asked(door.messages.slice(0, 1))).toEqual({
      status: 200,
      content: [{ type: 'text', text: 'I look.' }, call],
      stopReason: 'tool_use',
    });
    expect(await asked(door.messages.slice(0, 3))).toEqual({
      status: 200,
      content: [{ type: 'text', text: 'It is shut.' }],
      stopReason: 'end_turn',
    });
    expect(await asked(door.messages.slice(0, 5))).toMatchObject({ content: [{ type: 'text', text: 'Bye.' }] });
  });

  it('is recognised in the forms clients give it', async () => {
    const reordered = {
      input: { how: { near: 2, far: 1 }, at: 'door' },
      name: 'look',
      id: 'toolu_1',
      type: 'tool_use',
    };
    const marked = { cache_control: { type: 'ephemeral' } };
    const messages = [
      { role: 'user', content: [{ type: 'text', text: 'Is the door open?', ...marked }] },
      { role: 'assistant', content: [{ text: 'I look.', type: 'text', citations: null }, reordered] },
      {
        content: [{ ...result, is_error: false, content: [{ type: 'text', text: 'shut', ...marked }], ...marked }],
        role: 'user',
      },
    ];
    expect((await asked(messages)).status).toBe(200);
  });

  it.each([
    ['a changed word', [{ role: 'user', content: 'Is the door shut?' }]],
    ['another role', [{ role: 'system', content: 'Is the door open?' }]],
    ['a transcript that is over', door.messages],
    ['another result', [...door.messages.slice(0, 2), { role: 'user', content: [{ ...result, content: 'open' }] }]],
    [
      'a result that is an error',
      [...door.messages.slice(0, 2), { role: 'user', content: [{ ...result, is_error: true }] }],
    ],
  ])('is not confused with %s', async (_what, messages) => {
    expect((await asked(messages)).status).toBe(400);
  });

  it('that shares its beginning with another is chosen by header, else the first is', async () => {
    const named = await asked(door.messages.slice(0, 1), { 'x-simulator-transcript': 'window' });
    expect(named.content).toEqual([{ type: 'text', text: 'Which door?' }]);
    const unnamed = await asked(door.messages.slice(0, 1), { 'x-simulator-transcript': 'nothing' });
    expect(unnamed.stopReason).toBe('tool_use');
  });

  it('bills the output tokens that were recorded', async () => {
    const known = recordedAnswerer([{ ...door, outputTokens: new Map([[1, 77]]) }]);
    const simulator = await started({ answerers: [known] });
    await post(simulator, { model: 'claude-sonnet-4-5', max_tokens: 999, messages: door.messages.slice(0, 1) });
    expect(simulator.billed[0]?.usage.output_tokens).toBe(77);
  });
});
