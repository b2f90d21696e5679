import type { LanguageModelV4CallOptions } from '@ai-sdk/provider';
import { describe, expect, test } from 'vitest';
import { compilePolicy, decide, type Edit, fittedTo, noKnowledge, parseSettings } from '../../core/index.ts';
import { applyEdits, createTurnReader, headerEditsOf } from '../../wire/index.ts';
import { editedOptions } from './edit-options.ts';
import { toRequest } from './request/to-request.ts';

const prompt: LanguageModelV4CallOptions['prompt'] = [
  { role: 'user', content: [{ type: 'text', text: 'Weather?' }] },
  {
    role: 'assistant',
    content: [{ type: 'tool-call', toolCallId: 't1', toolName: 'weather_tool', input: { city: 'Bergen' } }],
  },
  {
    role: 'tool',
    content: [
      { type: 'tool-result', toolCallId: 't1', toolName: 'weather_tool', output: { type: 'text', value: 'rain' } },
    ],
  },
];

type Row = readonly [
  title: string,
  given: Partial<LanguageModelV4CallOptions>,
  from: string,
  to: string,
  tier?: Record<string, string>,
];

const anthropic = (
  own: Record<string, string | number | string[] | Record<string, string | number | Record<string, string>>>,
) => ({
  providerOptions: { anthropic: own },
});

const rows: readonly Row[] = [
  ['a tier with an effort', {}, 'claude-sonnet-5-5', 'claude-haiku-5-5', { effort: 'low' }],
  ['an effort that the model does not know', anthropic({ effort: 'high' }), 'claude-sonnet-4-6', 'claude-haiku-4-5'],
  ['adaptive thinking on a model that has none', { reasoning: 'high' }, 'claude-sonnet-5-5', 'claude-haiku-4-5'],
  ['thinking between tools', { reasoning: 'none' }, 'claude-sonnet-5-5', 'claude-haiku-5-5'],
  [
    'a budget',
    { ...anthropic({ thinking: { type: 'enabled', budgetTokens: 2_000 } }), maxOutputTokens: 4_000 },
    'claude-sonnet-4-5',
    'claude-haiku-5-5',
  ],
  ['sampling', { temperature: 0.3, topP: 0.5, topK: 2 }, 'claude-haiku-4-5', 'claude-haiku-5-5'],
  ['more room for the reply than there is', { maxOutputTokens: 100_000 }, 'claude-sonnet-5-5', 'claude-haiku-4-5'],
  [
    'little room, and a model that thinks',
    { maxOutputTokens: 500 },
    'claude-sonnet-4-5',
    'claude-haiku-5-5',
    { thinking: 'adaptive' },
  ],
  [
    'a display that the model has not',
    anthropic({ thinking: { type: 'adaptive', display: 'updates' } }),
    'claude-opus-5-5',
    'claude-sonnet-4-6',
  ],
];
const cases = rows.map(([title, given, from, to, tier = {}]) => ({ title, given, from, to, tier }));

function policyFor(tier: object) {
  const settings = parseSettings({ manage: ['*'], tiers: { execution: tier }, simpleTools: ['weather_tool'] });
  const compiled = settings.ok ? compilePolicy(settings.settings) : settings;
  if (!compiled.ok || !('policy' in compiled)) throw new Error(JSON.stringify(compiled));
  return compiled.policy;
}

function readingOf(options: LanguageModelV4CallOptions, modelId: string) {
  const request = toRequest(options, { modelId, stream: false });
  const reading = createTurnReader({ salt: 'test' }).read(request);
  if (reading.kind !== 'turn') throw new Error(reading.why);
  return { request, reading };
}

/** A body with the edits of the gateway made to its bytes. */
function editedBytes(options: LanguageModelV4CallOptions, edits: readonly Edit[], from: string) {
  const { request, reading } = readingOf(options, from);
  return JSON.parse(applyEdits(request.body, reading.layout, edits).toString());
}

describe('the edits of a tier, made to the options, are the ones made to the bytes:', () => {
  test.each(cases)('$title', ({ given, from, to, tier }) => {
    const options: LanguageModelV4CallOptions = { prompt, ...given };
    const policy = policyFor({ model: to, ...tier });
    const { reading } = readingOf(options, from);
    const { edits } = fittedTo('execution', { turn: reading.turn, policy, knowledge: noKnowledge });
    expect(edits.length).toBeGreaterThan(1);
    const edited = toRequest(editedOptions(options, edits, from), { modelId: to, stream: false });
    expect(JSON.parse(edited.body.toString())).toEqual(editedBytes(options, edits, from));
    const betas = headerEditsOf(edits)['anthropic-beta'];
    if (betas !== undefined) expect(edited.header('anthropic-beta')).toBe(betas);
  });
});

test('what is decided of a simple turn fits both', () => {
  const { reading } = readingOf({ prompt }, 'claude-sonnet-5-5');
  expect(decide(reading.turn, policyFor({ model: 'claude-haiku-5-5' }), noKnowledge).ruleReason).toBe('simple_tools');
});

test('thinking that is dropped where it is bound elsewhere is asked for in the package’s words', () => {
  const edits: readonly Edit[] = [
    {
      kind: 'set',
      path: ['thinking', 'block_binding'],
      value: { prefix_mismatch_behavior: 'drop_block' },
      because: '',
    },
    { kind: 'header', name: 'anthropic-beta', value: 'thinking-binding-controls-2026-08-01', because: '' },
  ];
  expect(
    editedOptions({ prompt, ...anthropic({ thinking: { type: 'adaptive' } }) }, edits, 'claude-sonnet-5-5'),
  ).toEqual({
    prompt,
    headers: { 'anthropic-beta': 'thinking-binding-controls-2026-08-01' },
    ...anthropic({ thinking: { type: 'adaptive', blockBinding: { prefixMismatchBehavior: 'drop_block' } } }),
  });
});

test('without an edit but the model, the options are the caller’s own', () => {
  const options: LanguageModelV4CallOptions = { prompt };
  expect(editedOptions(options, [{ kind: 'set', path: ['model'], value: 'x', because: '' }], 'y')).toBe(options);
});
