import { describe, expect, it } from 'vitest';
import { content, refused, type Sketch, tool, turns } from './strict.fixture.ts';

const { text, call, result, thinking } = content;
const haiku55 = 'claude-haiku-5-5';
const sonnet55 = 'claude-sonnet-5-5';
const haiku45 = 'claude-haiku-4-5';
const manual = { thinking: { type: 'enabled', budget_tokens: 2_000 } };

type Row = readonly [what: string, model: string, sketch: Sketch, words: string | undefined];

function check(rows: readonly Row[]): void {
  it.each(rows)('%s (%s)', (_what, model, sketch, words) => {
    expect(refused(model, sketch)).toBe(words);
  });
}

const said = (...contents: readonly unknown[]) => ({ messages: turns(...contents) });

describe('prefill', () => {
  const refusal =
    'This model does not support assistant message prefill. The conversation must end with a user message.';
  const server = { type: 'server_tool_use', id: 's', name: 'web_search', input: {} };
  const credit = { fallback_credit_token: 't', betas: ['fallback-credit-2026-07-01'] };
  check([
    ['on 5.5', haiku55, said('a', 'It'), refusal],
    ['on 4.6', 'claude-sonnet-4-6', said('a', 'It'), refusal],
    ['on 4.5', haiku45, said('a', 'It'), undefined],
    ['on Opus 4.5', 'claude-opus-4-5', said('a', 'It'), undefined],
    [
      'with manual thinking',
      haiku45,
      { ...said('a', [thinking, text('It')]), ...manual },
      'Prefilling assistant messages is not supported when thinking is enabled.',
    ],
    ['a server-tool loop that goes on', haiku55, said('a', [text('I look.'), server]), undefined],
    ['paid for by a fallback credit', haiku55, { ...said('a', 'It'), ...credit }, undefined],
  ]);
});

describe('roles', () => {
  const system = (...messages: readonly object[]) => ({ messages });
  const user = { role: 'user', content: 'a' };
  const middle = { role: 'system', content: 'Be brief.' };
  const unexpected =
    'messages: Unexpected role "system". The Messages API accepts a top-level `system` parameter, not "system" as an input message role.';
  check([
    ['a system message on Haiku 5.5', haiku55, system(user, middle), undefined],
    ['a system message on Opus 4.8', 'claude-opus-4-8', system(user, middle), undefined],
    ['a system message on Opus 4.7', 'claude-opus-4-7', system(user, middle), unexpected],
    ['a system message on Sonnet 5', 'claude-sonnet-5', system(user, middle), unexpected],
    ['a system message on Haiku 4.5', haiku45, system(user, middle), unexpected],
    [
      'a system message with text at the very beginning',
      haiku55,
      system(middle, user),
      "messages.0: use the top-level 'system' parameter for the initial system prompt; the directive-only form (content: [] with output_config) is accepted at any position",
    ],
    [
      'a setting alone at the very beginning',
      haiku55,
      {
        messages: [{ role: 'system', content: [], output_config: { effort: 'low' } }, user],
        betas: ['mid-conversation-output-config-2026-07-01'],
      },
      undefined,
    ],
    [
      'a setting on another message',
      haiku55,
      {
        messages: [{ ...user, output_config: { effort: 'low' } }],
        betas: ['mid-conversation-output-config-2026-07-01'],
      },
      'messages.0.output_config: Extra inputs are not permitted',
    ],
    [
      'a tool added without its beta',
      haiku55,
      system(user, {
        role: 'system',
        content: [{ type: 'tool_addition', tool: { type: 'tool_reference', name: 'x' } }],
      }),
      'messages.1.content.0: Extra inputs are not permitted',
    ],
    [
      'a role that nobody knows',
      haiku55,
      system({ role: 'tool', content: 'a' }),
      'messages: Unexpected role "tool". Allowed roles are "user" or "assistant".',
    ],
  ]);
});

describe('calls and results', () => {
  const stray = (at: string, id: string) =>
    `${at}: unexpected \`tool_use_id\` found in \`tool_result\` blocks: ${id}. Each \`tool_result\` block must have a corresponding \`tool_use\` block in the previous message.`;
  const open = (at: string, ids: string) =>
    `${at}: \`tool_use\` ids were found without \`tool_result\` blocks immediately after: ${ids}. Each \`tool_use\` block must have a corresponding \`tool_result\` block in the next message.`;
  const tools = { tools: [tool()] };
  const [one, two] = ['toolu_1', 'toolu_2'];
  check([
    ['in pairs', haiku55, { ...said('a', [call(one), call(two)], [result(two), result(one)]), ...tools }, undefined],
    ['a result without a call', haiku55, said([result()]), stray('messages.0.content.0', one)],
    [
      'a result of an earlier call',
      haiku55,
      said('a', [call()], [result()], [call(two)], [text('b'), result()]),
      stray('messages.4.content.1', one),
    ],
    ['a call without a result', haiku55, said('a', [call(one), call(two)], [result(two)]), open('messages.1', one)],
    [
      'two calls without results',
      haiku55,
      said('a', [call(one), call(two)], 'b'),
      open('messages.1', `${one}, ${two}`),
    ],
    [
      'results that come as two messages, with a system message between',
      haiku55,
      {
        messages: [
          ...turns('a', [call(one), call(two)], [result(one)]),
          { role: 'system', content: 'Be brief.' },
          { role: 'user', content: [result(two)] },
        ],
      },
      undefined,
    ],
  ]);
});

describe('thinking in a tool loop', () => {
  const expected = (at: string, found: string) =>
    `${at}: Expected \`thinking\` or \`redacted_thinking\`, but found \`${found}\`. When \`thinking\` is enabled, a final \`assistant\` message must start with a thinking block`;
  const off =
    'messages.1.content.0: When thinking is disabled, an `assistant` message in the final position cannot contain `thinking`. To use thinking blocks, enable `thinking` in your request.';
  check([
    [
      'manual, turned on in the middle of a loop',
      haiku45,
      { ...said('a', [call()], [result()]), ...manual },
      expected('messages.1.content.0.type', 'tool_use'),
    ],
    [
      'manual, in a loop that began without, two calls later',
      'claude-sonnet-4-6',
      {
        ...said('a', [text('I look.'), call()], [result()], [thinking, call('toolu_2')], [result('toolu_2')]),
        ...manual,
      },
      expected('messages.1.content.0.type', 'text'),
    ],
    [
      'manual, from the loop’s beginning',
      haiku45,
      { ...said('a', [thinking, call()], [result()]), ...manual },
      undefined,
    ],
    [
      'manual, with no thinking after the first result',
      haiku45,
      { ...said('a', [thinking, call()], [result()], [call('toolu_2')], [result('toolu_2')]), ...manual },
      undefined,
    ],
    ['manual, after a loop without', haiku45, { ...said('a', [call()], [result()], 'b', 'c'), ...manual }, undefined],
    ['adaptive, in the middle of a loop', haiku55, said('a', [call()], [result()]), undefined],
    ['off, in a prefill', haiku45, said('a', [thinking, text('It')]), off],
    ['off, in a loop that thought', haiku45, said('a', [thinking, call()], [result()]), undefined],
    [
      'without its signature',
      sonnet55,
      said('a', [text('x'), { type: 'thinking', thinking: 'hm' }], 'b'),
      'messages.1.content.1.thinking.signature: Field required',
    ],
  ]);
});
