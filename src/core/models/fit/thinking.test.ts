import { describe, expect, it } from 'vitest';
import type { ThinkingSetting } from '../../turn.ts';
import { freshFit, linesOf, tierOn, turnOf } from './turn.fixture.ts';

function asking(type: string, more: Partial<ThinkingSetting> = {}): ThinkingSetting {
  return { type, blockBinding: false, ...more };
}

const manual = asking('enabled', { budgetTokens: 10_000 });
const disabled = 'thinking = {"type":"disabled"}';
const betweenTools = 'thinking = {"type":"between_tools"}';

describe('thinking, translated for the target (facts 3)', () => {
  it.each<[string, string, ThinkingSetting | undefined, string, readonly string[]]>([
    ['adaptive passes to a model that takes it', 'claude-sonnet-5-5', asking('adaptive'), 'claude-haiku-5-5', []],
    [
      'nothing asked of a model that thinks by default asks nothing',
      'claude-sonnet-5-5',
      undefined,
      'claude-haiku-5-5',
      [],
    ],
    [
      'between_tools becomes disabled [SDK]',
      'claude-sonnet-5-5',
      asking('between_tools'),
      'claude-haiku-5-5',
      [disabled],
    ],
    ['disabled passes', 'claude-sonnet-4-6', asking('disabled'), 'claude-haiku-5-5', []],
    [
      'disabled becomes between_tools where only that is taken [AIA]',
      'claude-sonnet-4-6',
      asking('disabled'),
      'claude-sonnet-5-5',
      [betweenTools, 'output_config.effort = "high"'],
    ],
    [
      'disabled becomes adaptive where thinking is always on',
      'claude-sonnet-4-6',
      asking('disabled'),
      'claude-opus-5-5',
      ['thinking.type = "adaptive"'],
    ],
    [
      'a budget becomes adaptive',
      'claude-sonnet-4-6',
      manual,
      'claude-haiku-5-5',
      ['thinking.type = "adaptive"', '- thinking.budget_tokens'],
    ],
    ['a budget passes between models that both take one', 'claude-sonnet-4-5', manual, 'claude-haiku-4-5', []],
    ['adaptive is omitted on a 4.5 model', 'claude-sonnet-4-6', asking('adaptive'), 'claude-haiku-4-5', ['- thinking']],
    [
      'between_tools is omitted where off is the default',
      'claude-sonnet-5-5',
      asking('between_tools'),
      'claude-haiku-4-5',
      ['- thinking'],
    ],
    [
      'a client that never met thinking does not meet it',
      'claude-sonnet-4-6',
      undefined,
      'claude-haiku-5-5',
      [disabled],
    ],
    ['nothing asked stays nothing where off is the default', 'claude-sonnet-5-5', undefined, 'claude-haiku-4-5', []],
  ])('%s', (_, from, thinking, to, lines) => {
    const turn = turnOf({ model: from, settings: thinking === undefined ? {} : { thinking } });
    expect(linesOf(freshFit(turn, tierOn(to)))).toEqual(lines);
  });

  it('keeps display and block_binding beside a changed type', () => {
    const thinking = asking('enabled', { budgetTokens: 2_000, display: 'summarized', blockBinding: true });
    const turn = turnOf({
      model: 'claude-sonnet-5-5',
      settings: { thinking, betas: ['thinking-binding-controls-2026-08-01'] },
    });
    expect(linesOf(freshFit(turn, tierOn('claude-haiku-5-5')))).toEqual([
      'thinking.type = "adaptive"',
      '- thinking.budget_tokens',
    ]);
  });

  it('drops a display that the model does not have', () => {
    const turn = turnOf({ settings: { thinking: asking('adaptive', { display: 'updates' }) } });
    expect(linesOf(freshFit(turn, tierOn('claude-haiku-5-5')))).toEqual(['- thinking.display']);
    expect(linesOf(freshFit(turn, tierOn('claude-opus-5-5')))).toEqual([]);
  });

  it('adds the beta that block_binding needs (facts 11.25)', () => {
    const turn = turnOf({ settings: { thinking: asking('adaptive', { blockBinding: true }), betas: ['a'] } });
    expect(linesOf(freshFit(turn, tierOn('claude-haiku-5-5')))).toEqual([
      '@ anthropic-beta: a,thinking-binding-controls-2026-08-01',
    ]);
  });
});

describe('turning thinking off', () => {
  const turn = (settings: object) => turnOf({ settings: { thinking: asking('between_tools'), ...settings } });
  const haiku = (settings: object, tier = {}) => linesOf(freshFit(turn(settings), tierOn('claude-haiku-5-5', tier)));

  it('stops at effort high: above it Haiku 5.5 refuses disabled (facts 3)', () => {
    expect(haiku({ effort: 'high' })).toEqual([disabled]);
    expect(haiku({ effort: 'xhigh' })).toEqual(['thinking.type = "adaptive"']);
  });

  it("goes by the tier's effort where the tier names one", () => {
    expect(haiku({ effort: 'max' }, { effort: 'low' })).toEqual([disabled, 'output_config.effort = "low"']);
    expect(haiku({}, { effort: 'max' })).toEqual(['thinking.type = "adaptive"', 'output_config.effort = "max"']);
  });

  it('is not done where effort may change along the transcript', () => {
    const spoken = turnOf({
      settings: { thinking: asking('between_tools') },
      transcript: { systemMessages: true, effortInHistory: true },
    });
    expect(linesOf(freshFit(spoken, tierOn('claude-haiku-5-5')))).toEqual(['thinking.type = "adaptive"']);
  });

  it('is not done beside clear_thinking, which needs thinking', () => {
    const contextEdits = ['clear_thinking_20251015'];
    expect(haiku({ contextEdits })).toEqual(['thinking.type = "adaptive"']);
    const claudeCode = turnOf({ settings: { thinking: asking('adaptive'), contextEdits } });
    expect(linesOf(freshFit(claudeCode, tierOn('claude-haiku-5-5', { thinking: 'disabled' })))).toEqual([]);
  });

  it('is not done beside block_binding, for which disabled has no place', () => {
    const bound = turnOf({
      settings: {
        thinking: asking('adaptive', { blockBinding: true }),
        betas: ['thinking-binding-controls-2026-08-01'],
      },
    });
    expect(linesOf(freshFit(bound, tierOn('claude-haiku-5-5', { thinking: 'disabled' })))).toEqual([]);
  });

  it('freezes effort beside between_tools, with which it may not change (facts 3)', () => {
    const plain = turnOf({ model: 'claude-sonnet-4-6', settings: { effort: 'medium' } });
    const result = freshFit(plain, tierOn('claude-sonnet-5-5'));
    expect(linesOf(result)).toEqual([betweenTools]);
    expect(result).toMatchObject({ memory: { thinking: 'between_tools', effort: { level: 'medium' } } });
  });
});

describe("the tier's own thinking", () => {
  it.each<[string, 'adaptive' | 'disabled', string, readonly string[]]>([
    ['disabled on Haiku 5.5', 'disabled', 'claude-haiku-5-5', [disabled]],
    ['disabled on a model that is off by default needs nothing', 'disabled', 'claude-haiku-4-5', []],
    ['disabled on Opus 5.5 cannot be had', 'disabled', 'claude-opus-5-5', []],
    ['adaptive on Sonnet 4.6', 'adaptive', 'claude-sonnet-4-6', ['thinking.type = "adaptive"']],
    ['adaptive on a 4.5 model is as if not said', 'adaptive', 'claude-haiku-4-5', []],
  ])('%s', (_, thinking, to, lines) => {
    expect(linesOf(freshFit(turnOf(), tierOn(to, { thinking })))).toEqual(lines);
  });
});

describe("the tier's own thinking, over a type nobody knows", () => {
  it('replaces it', () => {
    const turn = turnOf({ settings: { thinking: asking('dreaming') } });
    expect(linesOf(freshFit(turn, tierOn('claude-haiku-5-5', { thinking: 'disabled' })))).toEqual([disabled]);
  });
});

describe('manual thinking in a tool loop (facts 11.10)', () => {
  const opening = { model: 'claude-sonnet-4-6', settings: { thinking: manual }, tail: { resultCount: 0 } };

  it('keeps a reply without it from opening a loop that comes back to manual thinking', () => {
    expect(linesOf(freshFit(turnOf(opening), tierOn('claude-haiku-5-5')))).toEqual(['misfit manual_thinking']);
    expect(linesOf(freshFit(turnOf({ ...opening, model: 'claude-unknown' }), tierOn('claude-haiku-5-5')))).toEqual([
      'misfit manual_thinking',
    ]);
  });

  it('lets it go where the budget passes, or the requested model takes none', () => {
    expect(linesOf(freshFit(turnOf({ ...opening, model: 'claude-sonnet-4-5' }), tierOn('claude-haiku-4-5')))).toEqual(
      [],
    );
    const refused = turnOf({ ...opening, model: 'claude-sonnet-5-5' });
    expect(linesOf(freshFit(refused, tierOn('claude-haiku-5-5')))).toEqual([
      'thinking.type = "adaptive"',
      '- thinking.budget_tokens',
    ]);
  });

  it('passes no budget on from a model that takes none: its loops may begin without a thinking block', () => {
    const turn = turnOf({ model: 'claude-sonnet-5-5', settings: { thinking: manual } });
    expect(linesOf(freshFit(turn, tierOn('claude-haiku-4-5')))).toEqual(['- thinking']);
  });

  it('passes no budget on below the least one', () => {
    const turn = turnOf({
      model: 'claude-sonnet-4-5',
      settings: { thinking: asking('enabled', { budgetTokens: 1_023 }) },
    });
    expect(linesOf(freshFit(turn, tierOn('claude-haiku-4-5')))).toEqual(['- thinking']);
  });

  it('passes no budget on that the target cannot hold', () => {
    const turn = turnOf({
      model: 'claude-sonnet-4-6',
      settings: { thinking: asking('enabled', { budgetTokens: 64_000 }), maxTokens: 100_000 },
    });
    expect(linesOf(freshFit(turn, tierOn('claude-haiku-4-5')))).toEqual(['- thinking', 'max_tokens = 64000']);
  });
});
