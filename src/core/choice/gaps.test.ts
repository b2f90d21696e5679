import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type GapWeights, gapEdgesSeconds, longerThan, withGap } from './gaps.ts';

const weight = fc.double({ min: 0, max: 1_000, noNaN: true });
const weights = fc.array(weight, { minLength: gapEdgesSeconds.length + 1, maxLength: gapEdgesSeconds.length + 1 });
const seconds = fc.double({ min: 0, max: 100_000, noNaN: true });
const shareLongerThan = (all: GapWeights, longerThanSeconds: number) => longerThan(all)(longerThanSeconds);
const total = (all: readonly number[]) => all.reduce((sum, one) => sum + one, 0);

describe('the distribution of gaps', () => {
  test('a gap adds a weight of one, spread over the buckets, and takes none away', () => {
    fc.assert(
      fc.property(weights, seconds, (before, gapSeconds) => {
        const after = withGap(before, gapSeconds);
        expect(total(after)).toBeCloseTo(total(before) + 1, 6);
        after.forEach((one, bucket) => {
          expect(one).toBeGreaterThanOrEqual((before[bucket] ?? 0) - 1e-7);
        });
      }),
    );
  });

  test('fewer gaps are longer than a longer time, from all of them down to none or those beyond the last edge', () => {
    fc.assert(
      fc.property(weights, seconds, seconds, (all, one, other) => {
        const [short, long] = one < other ? [one, other] : [other, one];
        expect(shareLongerThan(all, long)).toBeLessThanOrEqual(shareLongerThan(all, short) + 1e-12);
        const share = shareLongerThan(all, one);
        expect(share).toBeGreaterThanOrEqual(0);
        expect(share).toBeLessThanOrEqual(1 + 1e-12);
        if (total(all) > 0) expect(shareLongerThan(all, 0)).toBeCloseTo(1, 9);
      }),
    );
  });

  test('where nothing was seen, no share is claimed', () => {
    expect(
      shareLongerThan(
        gapEdgesSeconds.map(() => 0),
        10,
      ),
    ).toBe(0);
  });

  test('two minutes, seen once, make five minutes likelier than they make ten seconds or an hour', () => {
    const seen = withGap(
      [...gapEdgesSeconds, 0].map(() => 0),
      120,
    );
    const share = (from: number, to: number) => shareLongerThan(seen, from) - shareLongerThan(seen, to);
    expect(share(100, 150)).toBeGreaterThan(share(250, 300));
    expect(share(200, 300)).toBeGreaterThan(share(0, 10));
    expect(share(200, 300)).toBeGreaterThan(share(2_400, 3_600));
  });
});
