import { describe, expect, it } from 'vitest';
import { content, refused, type Sketch, tool, turns } from './strict.fixture.ts';

const haiku55 = 'claude-haiku-5-5';
const sonnet55 = 'claude-sonnet-5-5';
const opus55 = 'claude-opus-5-5';
const sonnet46 = 'claude-sonnet-4-6';
const haiku45 = 'claude-haiku-4-5';

type Row = readonly [what: string, model: string, sketch: Sketch, words: string | RegExp | undefined];

function check(rows: readonly Row[]): void {
  it.each(rows)('%s (%s)', (_what, model, sketch, words) => {
    const message = refused(model, sketch);
    if (words instanceof RegExp) expect(message).toMatch(words);
    else expect(message).toBe(words);
  });
}

const edits = (...types: readonly string[]) => ({
  context_management: { edits: types.map((type) => ({ type })) },
  betas: ['context-management-2025-06-27', 'compact-2026-01-12'],
});
const typed = (type: string) => ({ tools: [{ type, name: 'x' }] });

describe('fields', () => {
  check([
    ['one that nobody knows', opus55, { prompt: 'hi' }, 'prompt: Extra inputs are not permitted'],
    ['one whose name objects have anyway', opus55, { toString: 1 }, 'toString: Extra inputs are not permitted'],
    ['a beta field without its beta', opus55, { fallbacks: 'default' }, 'fallbacks: Extra inputs are not permitted'],
    ['a beta field with it', opus55, { fallbacks: 'default', betas: ['server-side-fallback-2026-07-01'] }, undefined],
    ['a thread without its beta', opus55, { thread: { type: 'create' } }, 'thread: Extra inputs are not permitted'],
    [
      'a task budget without its beta',
      opus55,
      { output_config: { task_budget: { type: 'tokens', total: 1 } } },
      'output_config.task_budget: Extra inputs are not permitted',
    ],
    [
      'compaction without its beta',
      opus55,
      { ...edits('compact_20260112'), betas: ['context-management-2025-06-27'] },
      'context_management.edits: Extra inputs are not permitted',
    ],
    ['a beta that nobody knows', haiku45, { betas: ['teleport-2027-01-01', 'context-1m-2025-08-07'] }, undefined],
  ]);
});

describe('what only some models offer', () => {
  const fallbacks = { fallbacks: [{ model: sonnet55 }], betas: ['server-side-fallback-2026-06-01'] };
  const needsThinking = '`clear_thinking_20251015` strategy requires `thinking` to be enabled or adaptive';
  check([
    [
      'fast mode on Haiku 5.5',
      haiku55,
      { speed: 'fast' },
      "'claude-haiku-5-5' does not support the `speed` parameter.",
    ],
    ['fast mode on Opus 5.5', opus55, { speed: 'fast' }, undefined],
    ['fast mode on Opus 4.6, which ignores it', 'claude-opus-4-6', { speed: 'fast' }, undefined],
    ['standard speed on Haiku 5.5', haiku55, { speed: 'standard' }, undefined],
    ['a list of fallbacks on Haiku 5.5', haiku55, fallbacks, /does not support a list of fallback models/],
    ['the default fallbacks on Haiku 5.5', haiku55, { ...fallbacks, fallbacks: 'default' }, undefined],
    ['a list of fallbacks on Opus 5.5', opus55, fallbacks, undefined],
    ['a region on 4.5', haiku45, { inference_geo: 'us' }, /does not support the `inference_geo` parameter/],
    ['a region on 4.6', sonnet46, { inference_geo: 'us' }, undefined],
    ['a tier of service', haiku55, { service_tier: 'standard_only' }, undefined],
    [
      'an unknown tier of service',
      haiku55,
      { service_tier: 'priority' },
      "service_tier: Input should be 'auto' or 'standard_only'",
    ],
    ['compaction on 4.5', haiku45, edits('compact_20260112'), /^context_management\.edits\.0: Input tag/],
    ['compaction on 4.6', sonnet46, edits('compact_20260112'), undefined],
    ['an edit of tomorrow', opus55, edits('clear_all_20270101'), /^context_management\.edits\.0: Input tag 'clear_all/],
    ['clearing thinking that is on', haiku55, edits('clear_thinking_20251015'), undefined],
    ['clearing thinking that is off by default', haiku45, edits('clear_thinking_20251015'), needsThinking],
    [
      'clearing thinking that was turned off',
      haiku55,
      { ...edits('clear_thinking_20251015'), thinking: { type: 'disabled' } },
      needsThinking,
    ],
    [
      'clearing thinking between tools',
      sonnet55,
      { ...edits('clear_thinking_20251015'), thinking: { type: 'between_tools' } },
      needsThinking,
    ],
    ['a structured output', haiku45, { output_config: { format: { type: 'json_schema', schema: {} } } }, undefined],
  ]);
});

describe('tools', () => {
  const old = { ...typed('computer_20250124'), betas: ['computer-use-2025-01-24'] };
  check([
    ['two of one name', sonnet55, { tools: [tool('a'), tool('b'), tool('a')] }, 'tools: Tool names must be unique.'],
    [
      'of tomorrow',
      sonnet55,
      typed('teleport_20270101'),
      /^tools\.0: Input tag 'teleport_20270101' found using 'type'/,
    ],
    ['for computers on Haiku 4.5', haiku45, old, undefined],
    [
      'for computers without their beta',
      haiku45,
      { ...old, betas: [] },
      /does not support tool types: computer_20250124/,
    ],
    ['for computers on Haiku 5.5', haiku55, old, /does not support tool types: computer_20250124/],
    ['for computers on Opus 5.5', opus55, old, /does not support tool types/],
    ['the computer toolset on Haiku 5.5', haiku55, typed('computer_toolset_20260801'), undefined],
    ['the computer toolset on Haiku 4.5', haiku45, typed('computer_toolset_20260801'), /does not support tool types/],
    ['the browser toolset on Haiku 5.5', haiku55, typed('browser_toolset_20260801'), undefined],
    ['the browser toolset on Haiku 4.5', haiku45, typed('browser_toolset_20260801'), /does not support tool types/],
    [
      'a toolset with fine-grained streaming',
      haiku55,
      { ...typed('browser_toolset_20260801'), betas: ['fine-grained-tool-streaming-2025-05-14'] },
      /cannot be used with browser_toolset_20260801/,
    ],
    ['a server tool', haiku45, typed('web_search_20250305'), undefined],
  ]);
});

describe('limits', () => {
  const warm = { max_tokens: 0 };
  const long = (characters: number) => ({ messages: [{ role: 'user', content: 'a'.repeat(characters) }] });
  check([
    [
      'max_tokens above the maximum',
      haiku45,
      { max_tokens: 64_001 },
      'max_tokens: 64001 > 64000, which is the maximum allowed number of output tokens for claude-haiku-4-5-20251001',
    ],
    ['max_tokens at the maximum', haiku55, { max_tokens: 128_000 }, undefined],
    [
      'a prompt larger than the window',
      haiku45,
      long(620_000),
      /^prompt is too long: 2015\d\d tokens > 200000 maximum$/,
    ],
    ['the same prompt in a larger window', haiku55, long(620_000), undefined],
    ['a prompt that leaves less than max_tokens', haiku45, { ...long(600_000), max_tokens: 64_000 }, undefined],
    ['a pre-warm', haiku55, warm, undefined],
    ['a streamed pre-warm', haiku55, { ...warm, stream: true }, 'max_tokens: 0 cannot be combined with `stream`.'],
    [
      'a pre-warm with manual thinking',
      haiku45,
      { ...warm, thinking: { type: 'enabled', budget_tokens: 2_000 } },
      'max_tokens: 0 cannot be combined with `thinking.type.enabled`.',
    ],
    [
      'a pre-warm with an output format',
      haiku55,
      { ...warm, output_config: { format: { type: 'json_schema', schema: {} } } },
      /output_config\.format/,
    ],
    ['a pre-warm with a forced tool', haiku55, { ...warm, tool_choice: { type: 'any' } }, /tool_choice/],
  ]);
});

describe('content since 2026-10-21', () => {
  const document = { type: 'document', source: { type: 'text', media_type: 'text/plain', data: 'x' } };
  const cited = { ...content.text('x'), citations: [{ type: 'char_location' }] };
  const newer = (messages: readonly object[]) => ({ messages, version: '2026-10-21' }) as const;
  check([
    [
      'a document said by the assistant',
      sonnet55,
      newer(turns('a', [document], 'b')),
      /^messages\.1\.content\.0: `document`/,
    ],
    ['a document said by the user', sonnet55, newer(turns([document])), undefined],
    [
      'citations in what the user said',
      sonnet55,
      newer(turns([content.text('a'), cited])),
      'messages.0.content.1.text.citations: Extra inputs are not permitted',
    ],
    ['empty citations', sonnet55, newer(turns([{ ...cited, citations: [] }])), undefined],
    ['both, before', sonnet55, { messages: turns([cited], [document], 'b') }, undefined],
  ]);
});
