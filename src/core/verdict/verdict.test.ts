import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CallBefore, ReplyContent, VerdictContext } from './index.ts';
import { judge, judgeStatus } from './index.ts';

const weather = { name: 'weather_tool', input: { city: 'Bergen', days: 2 } };
const calls: ReplyContent = {
  text: '',
  toolCalls: [weather],
  otherBlocks: 0,
  endsInCall: true,
  stopReason: 'tool_use',
};
const says: ReplyContent = {
  text: 'It rains.',
  toolCalls: [],
  otherBlocks: 0,
  endsInCall: false,
  stopReason: 'end_turn',
};
const context: VerdictContext = {
  offers: (name) => name === 'weather_tool' || name === 'email_tool',
  violation: () => undefined,
  callsBefore: [],
  isPolling: () => false,
  finalResponse: 'accept',
  own: [],
};
const accept = { kind: 'accept' };
const escalate = (reason: string, detail?: string) => ({
  kind: 'escalate',
  reason,
  ...(detail === undefined ? {} : { detail }),
});

describe('a reply is accepted', () => {
  test.each<[string, ReplyContent]>([
    ['that calls a tool of the request', calls],
    ['that calls two', { ...calls, toolCalls: [weather, { name: 'email_tool', input: {} }] }],
    ['that says something', says],
    ['that says something and calls', { ...calls, text: 'I look it up.' }],
    ['that was cut by max_tokens in its text', { ...says, stopReason: 'max_tokens' }],
    ['whose block is one of the API’s own', { ...says, text: '', otherBlocks: 1 }],
    ['that pauses', { ...says, text: '', stopReason: 'pause_turn' }],
  ])('%s', (_title, reply) => {
    expect(judge(reply, context)).toEqual(accept);
  });
});

test('unknown_tool: it calls what the request does not offer', () => {
  const reply = { ...calls, toolCalls: [weather, { name: 'web_browse', input: {} }] };
  expect(judge(reply, context)).toEqual(escalate('unknown_tool', 'web_browse'));
  expect(judge(reply, { ...context, offers: () => undefined })).toEqual(accept);
});

test('invalid_tool_input: an input breaks its tool’s schema, or is no JSON; what was written is not told', () => {
  const violation: VerdictContext['violation'] = ({ input }) => (input === weather.input ? undefined : 'required');
  const reply = { ...calls, toolCalls: [weather, { name: 'weather_tool', input: { town: 'secret' } }] };
  expect(judge(reply, { ...context, violation })).toEqual(escalate('invalid_tool_input', 'weather_tool: required'));
  const broken = { ...calls, toolCalls: [{ name: 'email_tool' }] };
  expect(judge(broken, context)).toEqual(escalate('invalid_tool_input', 'email_tool: json'));
});

describe('repeated_call: the same name and input as in the turn right before', () => {
  const before: CallBefore = { name: 'weather_tool', input: { days: 2, city: 'Bergen' }, failed: false };

  test('escalates, whatever the order of the keys', () => {
    expect(judge(calls, { ...context, callsBefore: [before] })).toEqual(escalate('repeated_call', 'weather_tool'));
  });

  test.each<[string, Partial<VerdictContext>, ReplyContent]>([
    ['whose result was an error', { callsBefore: [{ ...before, failed: true }] }, calls],
    ['with another input', { callsBefore: [{ ...before, input: {} }] }, calls],
    ['of a polling tool', { callsBefore: [before], isPolling: () => true }, calls],
    [
      'beside a new one',
      { callsBefore: [before] },
      { ...calls, toolCalls: [weather, { name: 'email_tool', input: {} }] },
    ],
  ])('does not count %s', (_title, more, reply) => {
    expect(judge(reply, { ...context, ...more })).toEqual(accept);
  });
});

test.each(['', ' \n'])('empty_reply: it ends with nothing said (%j) and nothing called', (text) => {
  expect(judge({ ...says, text }, context)).toEqual(escalate('empty_reply'));
});

test.each(['max_tokens', 'model_context_window_exceeded'])(
  'truncated: %s ends it in the middle of a call',
  (stopReason) => {
    const reply = { ...calls, toolCalls: [{ name: 'weather_tool' }], stopReason };
    expect(judge(reply, context)).toEqual(escalate('truncated', stopReason));
  },
);

test('refusal: the model refuses, whatever it had begun', () => {
  expect(judge({ ...calls, stopReason: 'refusal' }, context)).toEqual(escalate('refusal'));
});

test('upstream_error: every status that is an error, with the status', () => {
  expect([200, 400, 429, 500, 529].map(judgeStatus)).toEqual([
    accept,
    ...['400', '429', '500', '529'].map((status) => escalate('upstream_error', status)),
  ]);
});

describe('final_response: whose text may end a loop', () => {
  const long = { ...says, text: 'rain '.repeat(200) };

  test('reasoning discards every closing text, and no turn that goes on', () => {
    const strict: VerdictContext = { ...context, finalResponse: 'reasoning' };
    expect(judge(says, strict)).toEqual(escalate('final_response'));
    expect(judge({ ...calls, text: 'I look it up.' }, strict)).toEqual(accept);
    expect(judge({ ...says, stopReason: 'pause_turn' }, strict)).toEqual(accept);
  });

  test('acceptUpToTokens keeps the short ones', () => {
    const some: VerdictContext = { ...context, finalResponse: { acceptUpToTokens: 50 } };
    expect(judge(says, some)).toEqual(accept);
    expect(judge(long, some)).toEqual(escalate('final_response'));
    expect(judge(long, context)).toEqual(accept);
  });
});

describe('verdicts of the user’s own', () => {
  const shout = { reason: 'shouts', escalates: ({ text }: ReplyContent) => text.endsWith('!') };

  test('escalate when they say so, after the built-in ones', () => {
    const own = { ...context, own: [shout] };
    expect(judge({ ...says, text: 'Rain!' }, own)).toEqual(escalate('shouts'));
    expect(judge(says, own)).toEqual(accept);
    expect(judge({ ...says, text: 'No!', stopReason: 'refusal' }, own)).toEqual(escalate('refusal'));
  });

  test('one that throws is passed over', () => {
    const broken = {
      reason: 'broken',
      escalates: () => {
        throw new Error('broken');
      },
    };
    expect(judge({ ...says, text: 'Rain!' }, { ...context, own: [broken, shout] })).toEqual(escalate('shouts'));
  });
});

test('whatever a reply holds, there is one verdict and the same again', () => {
  const reply: fc.Arbitrary<ReplyContent> = fc.record(
    {
      text: fc.string(),
      toolCalls: fc.array(fc.record({ name: fc.string(), input: fc.jsonValue() }, { requiredKeys: ['name'] })),
      otherBlocks: fc.nat({ max: 2 }),
      endsInCall: fc.boolean(),
      stopReason: fc.constantFrom('end_turn', 'tool_use', 'max_tokens', 'refusal', 'pause_turn', 'new_reason'),
    },
    { requiredKeys: ['text', 'toolCalls', 'otherBlocks', 'endsInCall'] },
  ) as fc.Arbitrary<ReplyContent>;
  fc.assert(
    fc.property(reply, (content) => {
      const verdict = judge(content, context);
      expect(judge(content, context)).toEqual(verdict);
      expect(['accept', 'escalate']).toContain(verdict.kind);
    }),
  );
});
