import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { divideHalfEven } from './half-even.ts';

describe('divideHalfEven', () => {
  it.each([
    [5, 10, 0],
    [15, 10, 2],
    [25, 10, 2],
    [35, 10, 4],
    [24, 10, 2],
    [26, 10, 3],
    [7, 3, 2],
    [8, 3, 3],
    [0, 7, 0],
  ])('%i / %i is %i', (dividend, divisor, quotient) => {
    expect(divideHalfEven(dividend, divisor)).toBe(quotient);
  });

  it('equals the same division in arbitrary precision, up to the largest safe integers', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), fc.integer({ min: 1, max: 1_000_000 }), (dividend, divisor) => {
        const [exact, by] = [BigInt(dividend), BigInt(divisor)];
        const [quotient, twice] = [exact / by, (exact % by) * 2n];
        const up = twice > by || (twice === by && quotient % 2n === 1n);
        expect(BigInt(divideHalfEven(dividend, divisor))).toBe(up ? quotient + 1n : quotient);
      }),
    );
  });
});
