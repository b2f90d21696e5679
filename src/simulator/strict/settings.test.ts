import { describe, expect, it } from 'vitest';
import { refused, type Sketch, tool } from './strict.fixture.ts';

const haiku55 = 'claude-haiku-5-5';
const sonnet55 = 'claude-sonnet-5-5';
const opus55 = 'claude-opus-5-5';
const opus5 = 'claude-opus-5';
const fable52 = 'claude-fable-5-2';
const sonnet46 = 'claude-sonnet-4-6';
const sonnet45 = 'claude-sonnet-4-5';
const haiku45 = 'claude-haiku-4-5';
const opus45 = 'claude-opus-4-5';

type Row = readonly [what: string, model: string, sketch: Sketch, words: string | undefined];

const adaptive = { type: 'adaptive' };
const manual = { type: 'enabled', budget_tokens: 2_000 };
const off = { type: 'disabled' };
const between = { type: 'between_tools' };
const effort = (level: string) => ({ output_config: { effort: level } });
const binding = (behavior: unknown) => ({
  thinking: { ...adaptive, block_binding: { prefix_mismatch_behavior: behavior } },
});
const bindingBeta = 'thinking-binding-controls-2026-08-01';
const useAdaptive = 'Use "thinking.type.adaptive" and "output_config.effort" to control thinking behavior.';

function check(rows: readonly Row[]): void {
  it.each(rows)('%s (%s)', (_what, model, sketch, words) => {
    expect(refused(model, sketch)).toBe(words);
  });
}

describe('thinking types', () => {
  const unsupported = (type: string) => `"thinking.type.${type}" is not supported for this model. ${useAdaptive}`;
  check([
    ['none is always fine', haiku45, {}, undefined],
    ['adaptive on 4.5', haiku45, { thinking: adaptive }, 'adaptive thinking is not supported on this model'],
    ['adaptive on 4.5', opus45, { thinking: adaptive }, 'adaptive thinking is not supported on this model'],
    ['adaptive on 4.6', sonnet46, { thinking: adaptive }, undefined],
    ['adaptive on 5.5', haiku55, { thinking: adaptive }, undefined],
    ['manual on 4.5', sonnet45, { thinking: manual }, undefined],
    ['manual on 4.6', sonnet46, { thinking: manual }, undefined],
    ['manual on 4.7', 'claude-opus-4-7', { thinking: manual }, unsupported('enabled')],
    ['manual on 5', 'claude-sonnet-5', { thinking: manual }, unsupported('enabled')],
    ['manual on 5.5', haiku55, { thinking: manual }, unsupported('enabled')],
    ['disabled on 4.5', haiku45, { thinking: off }, undefined],
    ['disabled on 5', 'claude-sonnet-5', { thinking: off }, undefined],
    ['disabled on Haiku 5.5', haiku55, { thinking: off }, undefined],
    ['disabled on Opus 5.5', opus55, { thinking: off }, unsupported('disabled')],
    ['disabled on Fable', fable52, { thinking: off }, unsupported('disabled')],
    [
      'disabled on Sonnet 5.5',
      sonnet55,
      { thinking: off },
      '"thinking.type.disabled" is not supported for this model. To turn thinking off on this model, send "thinking": {"type": "between_tools"}.',
    ],
    ['between_tools on Sonnet 5.5', sonnet55, { thinking: between }, undefined],
    ['between_tools on Haiku 5.5', haiku55, { thinking: between }, unsupported('between_tools')],
    [
      'a type of tomorrow',
      sonnet55,
      { thinking: { type: 'dreaming' } },
      "thinking: Input tag 'dreaming' found using 'type' does not match any of the expected tags: 'adaptive', 'enabled', 'disabled', 'between_tools'",
    ],
  ]);
});

describe('the fields of thinking', () => {
  const budget = (tokens: unknown, more: Sketch = {}) => ({
    thinking: { type: 'enabled', budget_tokens: tokens },
    ...more,
  });
  check([
    [
      'a display beside between_tools',
      sonnet55,
      { thinking: { ...between, display: 'omitted' } },
      'thinking.between_tools.display: Extra inputs are not permitted',
    ],
    [
      'a budget beside adaptive',
      sonnet46,
      { thinking: { ...adaptive, budget_tokens: 2_000 } },
      'thinking.adaptive.budget_tokens: Extra inputs are not permitted',
    ],
    ['no budget', haiku45, budget(undefined), 'thinking.enabled.budget_tokens: Field required'],
    [
      'a small budget',
      haiku45,
      budget(1_023),
      'thinking.enabled.budget_tokens: Input should be greater than or equal to 1024',
    ],
    ['the least budget', haiku45, budget(1_024), undefined],
    ['a budget of max_tokens', haiku45, budget(4_096), '`max_tokens` must be greater than `thinking.budget_tokens`.'],
    ['just below', haiku45, budget(4_095), undefined],
    [
      'above, interleaved between tools',
      haiku45,
      budget(9_000, { tools: [tool()], betas: ['interleaved-thinking-2025-05-14'] }),
      undefined,
    ],
    [
      'above, interleaved without tools',
      haiku45,
      budget(9_000, { betas: ['interleaved-thinking-2025-05-14'] }),
      '`max_tokens` must be greater than `thinking.budget_tokens`.',
    ],
    ['a known display', opus55, { thinking: { ...adaptive, display: 'omitted' } }, undefined],
    [
      'an unknown display',
      opus55,
      { thinking: { ...adaptive, display: 'loud' } },
      "thinking.adaptive.display: Input should be 'summarized' or 'omitted'",
    ],
    [
      'updates without their beta',
      opus55,
      { thinking: { ...adaptive, display: 'updates' } },
      "thinking.adaptive.display: Input should be 'summarized' or 'omitted'",
    ],
    [
      'updates with it',
      opus55,
      { thinking: { ...adaptive, display: 'updates' }, betas: ['thinking-display-updates-2026-08-18'] },
      undefined,
    ],
    [
      'updates on Haiku 5.5',
      haiku55,
      { thinking: { ...adaptive, display: 'updates' }, betas: ['thinking-display-updates-2026-08-18'] },
      "thinking.adaptive.display: Input should be 'summarized' or 'omitted'",
    ],
    [
      'block_binding without its beta',
      sonnet55,
      binding('drop_block'),
      'thinking.adaptive.block_binding: Extra inputs are not permitted',
    ],
    ['block_binding with it', sonnet55, { ...binding('drop_block'), betas: ['x', bindingBeta] }, undefined],
    [
      'an unknown behaviour',
      sonnet55,
      { ...binding('forget'), betas: [bindingBeta] },
      "thinking.adaptive.block_binding.prefix_mismatch_behavior: Input should be 'error' or 'drop_block'",
    ],
  ]);
});

describe('effort', () => {
  const level = (at: string, value: string, known: string) =>
    `${at} '${value}' is not supported on this model. Supported levels: ${known}.`;
  const tooHigh = (value: string) =>
    `output_config.effort '${value}' is not supported when thinking is disabled on this model. Use effort 'high' or below, or enable thinking.`;
  const along = (value: string) => ({
    messages: [
      { role: 'user', content: 'Is it?' },
      { role: 'system', content: [], output_config: { effort: value } },
    ],
    betas: ['mid-conversation-output-config-2026-07-01'],
  });
  check([
    ['any on Haiku 4.5', haiku45, effort('low'), 'This model does not support the effort parameter.'],
    ['any on Sonnet 4.5', sonnet45, effort('high'), 'This model does not support the effort parameter.'],
    ['high on Opus 4.5', opus45, effort('high'), undefined],
    ['max on Opus 4.5', opus45, effort('max'), level('output_config.effort', 'max', "'low', 'medium', 'high'")],
    ['max on 4.6', sonnet46, effort('max'), undefined],
    [
      'xhigh on 4.6',
      sonnet46,
      effort('xhigh'),
      level('output_config.effort', 'xhigh', "'low', 'medium', 'high', 'max'"),
    ],
    ['xhigh on 4.7', 'claude-opus-4-7', effort('xhigh'), undefined],
    [
      'a level nobody knows',
      opus55,
      effort('ultra'),
      "output_config.effort: Input should be 'low', 'medium', 'high', 'xhigh' or 'max'",
    ],
    ['high without thinking', haiku55, { ...effort('high'), thinking: off }, undefined],
    ['xhigh without thinking on Haiku 5.5', haiku55, { ...effort('xhigh'), thinking: off }, tooHigh('xhigh')],
    ['max without thinking on Opus 5', opus5, { ...effort('max'), thinking: off }, tooHigh('max')],
    ['max without thinking on Sonnet 5', 'claude-sonnet-5', { ...effort('max'), thinking: off }, undefined],
    ['max between tools', sonnet55, { ...effort('max'), thinking: between }, tooHigh('max')],
    ['xhigh along the transcript without thinking', haiku55, { ...along('xhigh'), thinking: off }, tooHigh('xhigh')],
    ['low along the transcript', haiku55, along('low'), undefined],
    ['under the other beta', haiku55, { ...along('low'), betas: ['per-turn-control-2026-07-01'] }, undefined],
    [
      'without a beta',
      haiku55,
      { ...along('low'), betas: [] },
      'messages.1.output_config: Extra inputs are not permitted',
    ],
    [
      'a change along the transcript between tools',
      sonnet55,
      { ...along('low'), thinking: between },
      'messages.1.output_config.effort: effort cannot change within a conversation when thinking.type is "between_tools".',
    ],
    ['no change along the transcript between tools', sonnet55, { ...along('high'), thinking: between }, undefined],
  ]);
});

describe('sampling', () => {
  const deprecated = (name: string) => `\`${name}\` is deprecated for this model.`;
  const unknown = (name: string) => `${name}: Extra inputs are not permitted`;
  const both = '`temperature` and `top_p` cannot both be specified for this model. Please use only one.';
  const withThinking = '`temperature` may only be set to 1 when thinking is enabled or in adaptive mode.';
  check([
    ['the default, since 2026-10-21', haiku45, { temperature: 1, version: '2026-10-21' }, unknown('temperature')],
    ['top_k, since 2026-10-21', opus55, { top_k: 5, version: '2026-10-21' }, unknown('top_k')],
    ['the default, before', opus55, { temperature: 1 }, undefined],
    ['another, before, on 5.5', haiku55, { temperature: 0 }, deprecated('temperature')],
    ['another, before, on 4.7', 'claude-opus-4-7', { top_p: 0.9 }, deprecated('top_p')],
    ['top_k, before, on Sonnet 5', 'claude-sonnet-5', { top_k: 5 }, deprecated('top_k')],
    ['another, before, on 4.6', sonnet46, { temperature: 0 }, undefined],
    ['another, before, on 4.5', haiku45, { temperature: 0, top_k: 5 }, undefined],
    ['two at once on 4.5', haiku45, { temperature: 0.5, top_p: 0.9 }, both],
    ['another with thinking', haiku45, { temperature: 0.5, thinking: manual }, withThinking],
    ['the default with thinking', haiku45, { temperature: 1, thinking: manual }, undefined],
  ]);
});

describe('a forced tool', () => {
  const forced = { tools: [tool()], tool_choice: { type: 'tool', name: 'look' } };
  const any = { tools: [tool()], tool_choice: { type: 'any' } };
  const refusal = 'tool_choice: type "tool" and "any" are not supported for this model.';
  check([
    ['on Sonnet 5.5', sonnet55, forced, refusal],
    ['any on Opus 5.5', opus55, any, refusal],
    ['on Fable 5.1', 'claude-fable-5-1', any, refusal],
    ['on Fable 5', 'claude-fable-5', any, undefined],
    ['on Haiku 5.5', haiku55, any, undefined],
    ['left to Sonnet 5.5', sonnet55, { ...any, tool_choice: { type: 'auto' } }, undefined],
    ['on 4.5', haiku45, forced, undefined],
    [
      'on 4.5 with manual thinking',
      haiku45,
      { ...forced, thinking: manual },
      'Thinking may not be enabled when tool_choice forces tool use.',
    ],
  ]);
});
