import { describe, expect, it } from 'vitest';
import type { RequestSettings } from '../../turn.ts';
import { fit } from './fit.ts';
import { freshFit, linesOf, tierOn, turnOf } from './turn.fixture.ts';

function fitted(from: string, to: string, settings: Partial<RequestSettings>, tier = {}): readonly string[] {
  return linesOf(freshFit(turnOf({ model: from, settings }), tierOn(to, tier)));
}

describe('sampling (facts 4, 11.12)', () => {
  it('is dropped on models that refuse other than default values; temperature 1 is the default', () => {
    const sampling = { temperature: 0.2, topP: 0.9, topK: 40 };
    const thinking = { type: 'disabled', blockBinding: false };
    expect(fitted('claude-sonnet-4-6', 'claude-haiku-5-5', { ...sampling, thinking })).toEqual([
      '- temperature',
      '- top_p',
      '- top_k',
    ]);
    expect(fitted('claude-sonnet-5-5', 'claude-haiku-5-5', { temperature: 1 })).toEqual([]);
  });

  it('is not temperature and top_p together on Haiku 4.5', () => {
    expect(fitted('claude-sonnet-4-5', 'claude-haiku-4-5', { temperature: 0.2, topP: 0.9, topK: 40 })).toEqual([
      '- top_p',
    ]);
    expect(fitted('claude-sonnet-4-5', 'claude-haiku-4-5', { topP: 0.9, topK: 40 })).toEqual([]);
  });

  it('is dropped whole from anthropic-version 2026-10-21 on', () => {
    const sampling = { temperature: 1, topP: 0.9, topK: 40 };
    for (const apiVersion of ['2026-10-21', '2027-01-01']) {
      expect(fitted('claude-sonnet-4-5', 'claude-haiku-4-5', { ...sampling, apiVersion })).toEqual([
        '- temperature',
        '- top_p',
        '- top_k',
      ]);
    }
  });

  it('is dropped where the tier turns thinking on, on the requested model too', () => {
    const lines = fitted('claude-sonnet-4-6', 'claude-sonnet-4-6', { temperature: 0.2 }, { thinking: 'adaptive' });
    expect(lines).toEqual(['thinking.type = "adaptive"', '- temperature']);
  });
});

describe('max_tokens (facts 11.17, 11.21)', () => {
  it("is clamped to the model's maximum", () => {
    expect(fitted('claude-sonnet-5-5', 'claude-haiku-4-5', { maxTokens: 64_001 })).toEqual(['max_tokens = 64000']);
    expect(fitted('claude-sonnet-5-5', 'claude-haiku-4-5', { maxTokens: 64_000 })).toEqual([]);
    expect(fitted('claude-sonnet-5-5', 'claude-haiku-5-5', { maxTokens: 128_000 })).toEqual([]);
  });

  it('is raised to 8,192 where the target thinks and the requested model would not', () => {
    expect(fitted('claude-sonnet-4-6', 'claude-opus-5-5', { maxTokens: 1_000 })).toEqual(['max_tokens = 8192']);
    expect(fitted('claude-unknown', 'claude-haiku-5-5', { maxTokens: 1_000 })).toEqual(['max_tokens = 8192']);
    expect(fitted('claude-unknown', 'claude-haiku-5-5', { maxTokens: 9_000 })).toEqual([]);
  });

  it('stays where the requested model thinks as well: the client counted on it', () => {
    expect(fitted('claude-sonnet-5-5', 'claude-haiku-5-5', { maxTokens: 1_000 })).toEqual([]);
  });

  it('is put above a thinking budget that passes, within the maximum', () => {
    const thinking = { type: 'enabled', budgetTokens: 32_000, blockBinding: false };
    expect(fitted('claude-sonnet-4-5', 'claude-haiku-4-5', { thinking, maxTokens: 8_000 })).toEqual([
      'max_tokens = 40000',
    ]);
    expect(fitted('claude-sonnet-4-5', 'claude-haiku-4-5', { thinking, maxTokens: 32_000 })).toEqual([
      'max_tokens = 64000',
    ]);
    expect(fitted('claude-sonnet-4-5', 'claude-haiku-4-5', { thinking, maxTokens: 32_001 })).toEqual([]);
    const large = { ...thinking, budgetTokens: 63_000 };
    expect(fitted('claude-sonnet-4-5', 'claude-haiku-4-5', { thinking: large, maxTokens: 8_000 })).toEqual([
      'max_tokens = 64000',
    ]);
  });
});

describe('betas', () => {
  it('lose those that the target refuses and keep their order', () => {
    const betas = ['a', 'effort-2025-11-24', 'b', 'context-1m-2025-08-07'];
    expect(fitted('claude-sonnet-4-5', 'claude-haiku-4-5', { betas })).toEqual(['@ anthropic-beta: a,b']);
    expect(fitted('claude-sonnet-5-5', 'claude-haiku-5-5', { betas })).toEqual([]);
  });

  it('make a tier ineligible when none would be left, since an edit cannot remove a header', () => {
    expect(fitted('claude-sonnet-4-5', 'claude-haiku-4-5', { betas: ['effort-2025-11-24'] })).toEqual(['misfit betas']);
  });
});

describe('the context window (facts 11.17, 11.18)', () => {
  const at = (from: string, to: string, contextTokens: number | undefined, prefixBytes = 0) =>
    linesOf(
      fit(turnOf({ model: from, transcript: { prefixBytes } }), tierOn(to), { memory: undefined, contextTokens }),
    )[0];

  it('holds the prompt and an ordinary reply, counted by the same tokenizer', () => {
    expect(at('claude-sonnet-4-5', 'claude-haiku-4-5', 200_000 - 8_192)).toBeUndefined();
    expect(at('claude-sonnet-4-5', 'claude-haiku-4-5', 200_001 - 8_192)).toBe('misfit context_window');
  });

  it('counts a current prompt as a legacy one at 1/1.3, and ten percent for not knowing better', () => {
    expect(at('claude-sonnet-5-5', 'claude-haiku-4-5', 226_000)).toBeUndefined();
    expect(at('claude-sonnet-5-5', 'claude-haiku-4-5', 228_000)).toBe('misfit context_window');
  });

  it('counts a legacy prompt as a current one at 1.3, and ten percent', () => {
    expect(at('claude-sonnet-4-6', 'claude-haiku-5-5', 693_000)).toBe(disabled);
    expect(at('claude-sonnet-4-6', 'claude-haiku-5-5', 694_000)).toBe('misfit context_window');
  });

  it('takes the count of an unknown model for a legacy one, and ten percent', () => {
    expect(at('claude-unknown', 'claude-haiku-4-5', 174_000)).toBeUndefined();
    expect(at('claude-unknown', 'claude-haiku-4-5', 175_000)).toBe('misfit context_window');
    expect(at('claude-unknown', 'claude-haiku-5-5', 693_000)).toBeUndefined();
    expect(at('claude-unknown', 'claude-haiku-5-5', 694_000)).toBe('misfit context_window');
  });

  it('estimates from bytes while nothing is known: 3 bytes a token on a legacy model', () => {
    expect(at('claude-sonnet-4-5', 'claude-haiku-4-5', undefined, 575_000)).toBeUndefined();
    expect(at('claude-sonnet-4-5', 'claude-haiku-4-5', undefined, 576_000)).toBe('misfit context_window');
  });

  it('asks for no more room than max_tokens', () => {
    const turn = turnOf({ model: 'claude-sonnet-4-5', settings: { maxTokens: 100 } });
    expect(fit(turn, tierOn('claude-haiku-4-5'), { memory: undefined, contextTokens: 199_900 }).fits).toBe(true);
    expect(fit(turn, tierOn('claude-haiku-4-5'), { memory: undefined, contextTokens: 199_901 }).fits).toBe(false);
  });

  const disabled = 'thinking = {"type":"disabled"}';
});
