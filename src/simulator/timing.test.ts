import { describe, expect, it } from 'vitest';
import { findModel } from './model-table.ts';
import { modelledTime } from './timing.ts';

function seconds(name: string, workload: { newTokens: number; cachedTokens: number; outputTokens: number }) {
  const model = findModel(name);
  if (model === undefined) throw new Error(`No model ${name}`);
  const { firstTokenMs, generationMs } = modelledTime(model, workload);
  return [firstTokenMs / 1_000, generationMs / 1_000];
}

describe('modelled time', () => {
  const short = { newTokens: 4_000, cachedTokens: 3_999, outputTokens: 100 };
  const long = { newTokens: 1_000, cachedTokens: 100_000, outputTokens: 100 };

  it.each([
    ['claude-sonnet-4-5', short, 2.2, 1.02],
    ['claude-haiku-4-5', short, 0.7, 0.4],
    ['claude-sonnet-4-5', long, 1.57 + 0.018 + 1.16, 1.418],
    ['claude-haiku-4-5', long, 0.11 + 0.018 + 1.55, 0.881],
    ['claude-haiku-5-5', short, 0.7, 0.4],
    ['claude-opus-5-5', short, 2.2, 1.02],
  ])('of %s follows the fit for its context', (name, workload, first, rest) => {
    const [firstToken, generation] = seconds(name, workload);
    expect(firstToken).toBeCloseTo(first, 9);
    expect(generation).toBeCloseTo(rest, 9);
  });

  it('goes over to the fit for long contexts at 8,000 tokens', () => {
    expect(seconds('claude-sonnet-4-5', { ...short, cachedTokens: 4_000 })[0]).toBeLessThan(2.2);
  });
});
