import { describe, expect, it } from 'vitest';
import type { FitMemory } from '../../fit-memory.ts';
import type { TierTarget } from '../../policy/tier.ts';
import type { RequestSettings } from '../../turn.ts';
import { fit } from './fit.ts';
import { freshFit, linesOf, tierOn, turnOf } from './turn.fixture.ts';

const adaptive = { type: 'adaptive', blockBinding: false };

describe('a tier on the requested model', () => {
  it('changes nothing when it asks for nothing, whatever the request holds and whatever the model', () => {
    const odd = {
      thinking: { type: 'dreaming', blockBinding: true },
      effort: 'ultra',
      container: true,
      maxTokens: 0,
      betas: ['x'],
    };
    for (const model of ['claude-sonnet-5-5', 'my-auto-router']) {
      const turn = turnOf({
        model,
        settings: odd,
        transcript: { prefill: true, effortInHistory: true, prefixBytes: 1e9 },
      });
      const memory: FitMemory = { thinking: 'disabled', effort: { level: 'low' } };
      expect(fit(turn, tierOn(model), { memory, contextTokens: 9e9 })).toEqual({
        fits: true,
        edits: [],
        memory: { thinking: 'asked', effort: 'asked' },
      });
    }
  });

  it('needs no row where the model comes with a package of its own, which fits the request', () => {
    const turn = turnOf({ model: 'claude-sonnet-5-5', settings: { effort: 'low', thinking: adaptive } });
    const packaged = freshFit(turn, tierOn('gpt-6-mini', { packaged: true, effort: 'high' }));
    expect(packaged).toMatchObject({ fits: true, edits: [{ kind: 'set', path: ['model'], value: 'gpt-6-mini' }] });
    expect(linesOf(freshFit(turn, tierOn('claude-haiku-5-5', { packaged: true, effort: 'high' })))).toEqual(
      linesOf(freshFit(turn, tierOn('claude-haiku-5-5', { effort: 'high' }))),
    );
  });

  it('needs a row once there is something to edit', () => {
    const turn = turnOf({ model: 'my-auto-router', settings: { effort: 'low' } });
    expect(linesOf(freshFit(turn, tierOn('my-auto-router', { effort: 'low' })))).toEqual([]);
    expect(linesOf(freshFit(turn, tierOn('my-auto-router', { effort: 'high' })))).toEqual(['misfit unknown_model']);
    expect(linesOf(freshFit(turn, tierOn('my-auto-router', { thinking: 'disabled' })))).toEqual([
      'misfit unknown_model',
    ]);
  });

  it('edits thinking and effort only', () => {
    const turn = turnOf({ model: 'claude-haiku-5-5', settings: { maxTokens: 500, thinking: adaptive } });
    const lines = linesOf(freshFit(turn, tierOn('claude-haiku-5-5', { thinking: 'disabled', effort: 'low' })));
    expect(lines).toEqual(['thinking = {"type":"disabled"}', 'output_config.effort = "low"']);
  });

  it('leaves what the client asked of its own model, however odd', () => {
    const onSonnet46 = (settings: Partial<RequestSettings>, tier: Partial<TierTarget>) =>
      linesOf(freshFit(turnOf({ model: 'claude-sonnet-4-6', settings }), tierOn('claude-sonnet-4-6', tier)));
    const low = 'output_config.effort = "low"';
    for (const thinking of [
      { type: 'dreaming', display: 'odd', blockBinding: true },
      { type: 'adaptive', display: 'odd', blockBinding: false },
      { type: 'enabled', budgetTokens: 1, blockBinding: false },
    ]) {
      expect(onSonnet46({ thinking }, { effort: 'low' })).toEqual([low]);
    }
    expect(onSonnet46({ effort: 'ultra' }, { thinking: 'adaptive' })).toEqual(['thinking.type = "adaptive"']);
    expect(onSonnet46({ contextEdits: ['clear_thinking_20251015'] }, { effort: 'low' })).toEqual([low]);
  });

  it('remembers its effort although the client happens to ask the same now', () => {
    const turn = turnOf({ settings: { effort: 'low' } });
    expect(freshFit(turn, tierOn('claude-sonnet-5-5', { effort: 'low' }))).toMatchObject({
      edits: [],
      memory: { thinking: 'asked', effort: { level: 'low' } },
    });
  });

  it('is another model when it is named by its dated alias', () => {
    expect(freshFit(turnOf({ model: 'claude-sonnet-4-5-20250929' }), tierOn('claude-sonnet-4-5'))).toMatchObject({
      edits: [{ kind: 'set', path: ['model'], value: 'claude-sonnet-4-5', because: 'tier execution' }],
    });
  });
});

describe('a memory', () => {
  const onHaiku = (settings: Partial<RequestSettings>, memory: FitMemory, model = 'claude-sonnet-5-5') =>
    linesOf(freshFit(turnOf({ model, settings }), tierOn('claude-haiku-5-5', { effort: 'low' }), memory));

  it('is what the first fit chose', () => {
    const turn = turnOf({ settings: { thinking: { type: 'between_tools', blockBinding: false } } });
    expect(freshFit(turn, tierOn('claude-haiku-5-5', { effort: 'low' }))).toMatchObject({
      memory: { thinking: 'disabled', effort: { level: 'low' } },
    });
    expect(freshFit(turnOf({ settings: { thinking: adaptive } }), tierOn('claude-haiku-4-5'))).toMatchObject({
      memory: { thinking: 'omitted', effort: 'omitted' },
    });
  });

  it("is repeated whatever the turn, or the tier's configuration, asks now", () => {
    const memory: FitMemory = { thinking: 'disabled', effort: { level: 'medium' } };
    const lines = ['thinking = {"type":"disabled"}', 'output_config.effort = "medium"'];
    expect(onHaiku({ thinking: adaptive, effort: 'max' }, memory)).toEqual(lines);
    expect(onHaiku({}, memory)).toEqual(lines);
    expect(onHaiku({ thinking: { type: 'disabled', blockBinding: false }, effort: 'medium' }, memory)).toEqual([]);
  });

  it("follows the client's own change of what was passed on as asked", () => {
    const memory: FitMemory = { thinking: 'asked', effort: 'asked' };
    expect(onHaiku({ thinking: adaptive, effort: 'max' }, memory)).toEqual([]);
    expect(onHaiku({ thinking: { type: 'disabled', blockBinding: false } }, memory)).toEqual([]);
  });

  it('is given up where the change made it invalid', () => {
    const asked: FitMemory = { thinking: 'asked', effort: { level: 'low' } };
    const budget = { type: 'enabled', budgetTokens: 2_000, blockBinding: false };
    const effort = 'output_config.effort = "low"';
    expect(onHaiku({ thinking: budget }, asked)).toEqual([
      'thinking.type = "adaptive"',
      '- thinking.budget_tokens',
      effort,
    ]);
    const off: FitMemory = { thinking: 'disabled', effort: { level: 'low' } };
    expect(onHaiku({ thinking: adaptive, contextEdits: ['clear_thinking_20251015'] }, off)).toEqual([effort]);
    const offAtAsked: FitMemory = { thinking: 'disabled', effort: 'asked' };
    expect(onHaiku({ thinking: adaptive, effort: 'max' }, offAtAsked)).toEqual([]);
  });

  it('is given up where the tier has got another model', () => {
    const ofHaiku45: FitMemory = { thinking: 'omitted', effort: 'omitted' };
    expect(onHaiku({ thinking: adaptive }, ofHaiku45)).toEqual(['output_config.effort = "low"']);
    const ofHaiku55: FitMemory = { thinking: 'adaptive', effort: { level: 'low' } };
    const turn = turnOf({ model: 'claude-sonnet-4-5' });
    expect(linesOf(freshFit(turn, tierOn('claude-haiku-4-5', { effort: 'low' }), ofHaiku55))).toEqual([]);
  });

  it('keeps the effort of a conversation that begins to set effort along its transcript', () => {
    const memory: FitMemory = { thinking: 'asked', effort: { level: 'low' } };
    const turn = turnOf({ transcript: { systemMessages: true, effortInHistory: true } });
    expect(linesOf(freshFit(turn, tierOn('claude-haiku-5-5'), memory))).toEqual(['output_config.effort = "low"']);
  });
});
