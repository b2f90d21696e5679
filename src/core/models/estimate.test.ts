import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { convertTokens, estimateTokens } from './estimate.ts';

describe('estimateTokens', () => {
  it('counts 3.3 bytes a token on the legacy tokenizer and about 1.3 times as many tokens on the current', () => {
    expect(estimateTokens(330_000, 'legacy')).toBe(100_000);
    expect(estimateTokens(330_000, 'current')).toBe(129_412);
    expect(estimateTokens(0, 'current')).toBe(0);
  });
});

describe('convertTokens', () => {
  it('multiplies by 1.3 towards the current tokenizer, divides towards the legacy one, and leaves its own alone', () => {
    expect(convertTokens(100_000, 'legacy', 'current')).toBe(130_000);
    expect(convertTokens(130_000, 'current', 'legacy')).toBe(100_000);
    expect(convertTokens(123, 'legacy', 'legacy')).toBe(123);
  });

  it('comes back to the same count but for rounding', () => {
    fc.assert(
      fc.property(fc.nat(2_000_000), (tokens) => {
        expect(
          convertTokens(convertTokens(tokens, 'legacy', 'current'), 'current', 'legacy') - tokens,
        ).toBeLessThanOrEqual(1);
      }),
    );
  });
});
