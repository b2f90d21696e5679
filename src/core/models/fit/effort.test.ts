import { describe, expect, it } from 'vitest';
import { freshFit, linesOf, tierOn, turnOf } from './turn.fixture.ts';

describe('effort', () => {
  it.each([
    [
      "the tier's is written out, the model's default too (facts 11.11)",
      'claude-haiku-5-5',
      undefined,
      'medium',
      ['output_config.effort = "medium"'],
    ],
    ["the tier's replaces the client's", 'claude-haiku-5-5', 'high', 'low', ['output_config.effort = "low"']],
    ['the same needs no edit', 'claude-haiku-5-5', 'low', 'low', []],
    ["the client's passes where the tier names none", 'claude-haiku-5-5', 'xhigh', undefined, []],
    [
      'an effort the model lacks becomes the next lower',
      'claude-sonnet-4-6',
      'xhigh',
      undefined,
      ['output_config.effort = "high"'],
    ],
    ["the tier's too", 'claude-sonnet-4-6', undefined, 'xhigh', ['output_config.effort = "high"']],
    ['is dropped on models without it (facts 3)', 'claude-haiku-4-5', 'high', undefined, ['- output_config.effort']],
    ["the tier's is dropped there as well", 'claude-haiku-4-5', undefined, 'low', []],
    [
      "a level nobody knows becomes the model's default",
      'claude-haiku-5-5',
      'ultra',
      undefined,
      ['output_config.effort = "medium"'],
    ],
  ] as const)('%s', (_, to, asked, effort, lines) => {
    const turn = turnOf({ model: 'claude-opus-5-5', settings: asked === undefined ? {} : { effort: asked } });
    expect(linesOf(freshFit(turn, tierOn(to, effort === undefined ? {} : { effort })))).toEqual(lines);
  });
});

describe('effort set along the transcript', () => {
  const spoken = turnOf({ settings: { effort: 'high' }, transcript: { systemMessages: true, effortInHistory: true } });

  it('makes a tier ineligible that differs from the requested model by effort only', () => {
    expect(linesOf(freshFit(spoken, tierOn('claude-sonnet-5-5', { effort: 'low' })))).toEqual([
      'misfit effort_in_history',
    ]);
    expect(linesOf(freshFit(spoken, tierOn('claude-sonnet-5-5', { effort: 'high' })))).toEqual([]);
  });

  it('passes as it is to another model that understands it, with no effort edit', () => {
    expect(linesOf(freshFit(spoken, tierOn('claude-haiku-5-5', { effort: 'low' })))).toEqual([]);
  });

  it('makes a model ineligible that does not', () => {
    const withoutOthers = turnOf({ transcript: { effortInHistory: true } });
    expect(linesOf(freshFit(withoutOthers, tierOn('claude-sonnet-4-6')))).toEqual(['misfit effort_in_history']);
  });
});

describe('effort on the requested model', () => {
  it('is the only edit', () => {
    const turn = turnOf({ settings: { effort: 'high', temperature: 0.5, maxTokens: 1, betas: ['x'] } });
    expect(linesOf(freshFit(turn, tierOn('claude-sonnet-5-5', { effort: 'low' })))).toEqual([
      'output_config.effort = "low"',
    ]);
  });

  it('cannot differ beside between_tools (facts 3)', () => {
    const turn = turnOf({ settings: { thinking: { type: 'between_tools', blockBinding: false } } });
    expect(linesOf(freshFit(turn, tierOn('claude-sonnet-5-5', { effort: 'low' })))).toEqual([
      'misfit between_tools_effort',
    ]);
  });

  it('is left alone where the model has none', () => {
    const turn = turnOf({ model: 'claude-haiku-4-5', settings: { effort: 'high' } });
    expect(linesOf(freshFit(turn, tierOn('claude-haiku-4-5', { effort: 'low' })))).toEqual([]);
  });
});
