import { describe, expect, it } from 'vitest';
import { type Answer, emptyAnswer, finishAnswer } from './answer.ts';
import { isObject, stringOf } from './json.ts';
import { layOut } from './prompt/prefix.ts';
import { type MessagesRequest, readRequest } from './prompt/request.ts';
import { readSignature } from './prompt/signature.ts';

function requestWith(more: object): MessagesRequest {
  const body = { model: 'claude-sonnet-4-6', max_tokens: 1_000, messages: [{ role: 'user', content: 'hi' }], ...more };
  const read = readRequest(JSON.parse(JSON.stringify(body)), { 'x-api-key': 'k' }, 'messages');
  if ('error' in read) throw new Error(read.error.message);
  return read.value;
}

const thoughtful: Answer = {
  content: [
    { type: 'thinking', thinking: 'Let me see.' },
    { type: 'text', text: 'It is.' },
  ],
  stopReason: 'end_turn',
};

const shown = (more: object) => finishAnswer(thoughtful, requestWith(more)).content[0];

describe('thinking in an answer', () => {
  it.each([
    ['is left out where it is off by default', {}],
    ['is left out where it is disabled', { model: 'claude-sonnet-5', thinking: { type: 'disabled' } }],
    ['is left out with between_tools', { model: 'claude-sonnet-5-5', thinking: { type: 'between_tools' } }],
  ])('%s', (_what, more) => {
    expect(finishAnswer(thoughtful, requestWith(more)).content).toEqual([{ type: 'text', text: 'It is.' }]);
  });

  it.each([
    ['is shown by default up to 4.6', { thinking: { type: 'adaptive' } }, 'Let me see.'],
    ['is emptied by default since 4.7', { model: 'claude-sonnet-5-5' }, ''],
    [
      'is shown on request since 4.7',
      { model: 'claude-opus-5-5', thinking: { type: 'adaptive', display: 'summarized' } },
      'Let me see.',
    ],
    ['is emptied on request', { thinking: { type: 'adaptive', display: 'omitted' } }, ''],
  ])('%s, and signed', (_what, more, thinking) => {
    expect(shown(more)).toEqual({ type: 'thinking', thinking, signature: expect.stringMatching(/^[\w+/]+=*$/) });
  });

  it('has a signature bound to model, account and prompt, but not to settings', () => {
    const claim = (more: object) => {
      const block = shown({ model: 'claude-opus-5-5', ...more });
      return readSignature(isObject(block) ? (stringOf(block.signature) ?? '') : '');
    };
    const usual = claim({});
    expect(usual).toMatchObject({ model: 'claude-opus-5-5', thinkingCharacters: 11 });
    expect(claim({ max_tokens: 9_999, output_config: { effort: 'low' } })).toEqual(usual);
    expect(claim({ system: 'other' })?.prefix.system).not.toBe(usual?.prefix.system);
  });

  it('counts as output whether it is shown or not, and as input when it comes back emptied', () => {
    const long: Answer = { content: [{ type: 'thinking', thinking: 'why '.repeat(500) }], stopReason: 'end_turn' };
    const show = { thinking: { type: 'adaptive', display: 'summarized' } };
    const answers = [show, {}].map((more) => finishAnswer(long, requestWith({ model: 'claude-opus-5', ...more })));
    const [whole, emptied] = answers;
    expect(whole?.output).toEqual(emptied?.output);
    expect(whole?.output.thinkingTokens).toBeGreaterThan(800);
    const weights = answers.map(
      ({ content }) =>
        layOut(requestWith({ model: 'claude-opus-5', messages: [{ role: 'assistant', content }] })).totalTokens,
    );
    expect(weights[0]).toBe(weights[1]);
    expect(weights[0]).toBeGreaterThan(800);
  });
});

describe('an answer longer than max_tokens', () => {
  it('is cut there and says so', () => {
    const { content, stopReason, output } = finishAnswer(
      { content: [{ type: 'text', text: 'word '.repeat(400) }], stopReason: 'end_turn' },
      requestWith({ max_tokens: 100 }),
    );
    const text = isObject(content[0]) ? stringOf(content[0].text) : undefined;
    expect({ stopReason, output }).toEqual({
      stopReason: 'max_tokens',
      output: { totalTokens: 100, thinkingTokens: 0 },
    });
    expect(text?.length).toBeGreaterThan(250);
    expect(text?.length).toBeLessThan(350);
  });

  it('loses the input of a tool call it is cut in, and everything after', () => {
    const call = { type: 'tool_use', id: 'toolu_1', name: 'write', input: { text: 'x'.repeat(2_000) } };
    const { content } = finishAnswer(
      { content: [{ type: 'text', text: 'Now.' }, call, call], stopReason: 'tool_use' },
      requestWith({ max_tokens: 100 }),
    );
    expect(content).toEqual([
      { type: 'text', text: 'Now.' },
      { ...call, input: {} },
    ]);
  });

  it('ends where the context window does, and says that instead', () => {
    const prompt = { model: 'claude-haiku-4-5', messages: [{ role: 'user', content: 'a'.repeat(600_000) }] };
    const request = requestWith({ ...prompt, max_tokens: 64_000 });
    const left = 200_000 - layOut(request).totalTokens;
    const long: Answer = { content: [{ type: 'text', text: 'word' }], stopReason: 'end_turn', outputTokens: 9_000 };
    expect(finishAnswer(long, request)).toMatchObject({
      stopReason: 'model_context_window_exceeded',
      output: { totalTokens: left },
    });
    expect(finishAnswer(long, requestWith({ ...prompt, max_tokens: left }))).toMatchObject({
      stopReason: 'max_tokens',
    });
    expect(finishAnswer({ ...long, outputTokens: left }, request)).toMatchObject({ stopReason: 'end_turn' });
  });

  it('is measured by the output tokens that come with it', () => {
    const finished = finishAnswer({ ...thoughtful, outputTokens: 700 }, requestWith({ max_tokens: 700 }));
    expect(finished).toMatchObject({ stopReason: 'end_turn', output: { totalTokens: 700 } });
  });
});

it('a pre-warm writes nothing', () => {
  expect(finishAnswer(emptyAnswer, requestWith({ max_tokens: 0 }))).toEqual({
    content: [],
    stopReason: 'max_tokens',
    output: { totalTokens: 0, thinkingTokens: 0 },
  });
});
