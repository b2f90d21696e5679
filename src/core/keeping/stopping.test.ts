import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gainOfPinging, type Prospect } from './stopping.ts';

const chance = fc.double({ min: 0, max: 1, noNaN: true });
const prospects = fc.array(fc.tuple(chance, chance), { maxLength: 8 }).chain((buckets) =>
  fc.record({
    returnProbabilities: fc.constant(buckets.map(([probability]) => probability)),
    keptShares: fc.constant(buckets.map(([, share]) => share)),
    pingNanoUsd: fc.nat(1_000_000),
    rewriteNanoUsd: fc.nat(30_000_000),
  }),
);

/** What exactly so many pings, then none, gain on average. */
function gainOfExactly(pings: number, prospect: Prospect): number {
  let waiting = 1;
  let gain = 0;
  for (let index = 0; index < pings; index += 1) {
    const probability = prospect.returnProbabilities[index] ?? 0;
    gain +=
      waiting * (probability * (prospect.keptShares[index] ?? 0) * prospect.rewriteNanoUsd - prospect.pingNanoUsd);
    waiting *= 1 - probability;
  }
  return gain;
}

describe('gainOfPinging', () => {
  it('is what the best fixed number of pings gains: nothing is learnt while nobody comes', () => {
    fc.assert(
      fc.property(prospects, (prospect) => {
        const counts = prospect.returnProbabilities.map((_, index) => index + 1);
        const best = counts.length === 0 ? 0 : Math.max(...counts.map((pings) => gainOfExactly(pings, prospect)));
        expect(gainOfPinging(prospect)).toBeCloseTo(best, 3);
      }),
    );
  });

  it('grows with the price of the rewrite and shrinks with the price of a ping', () => {
    fc.assert(
      fc.property(prospects, fc.nat(1_000_000), (prospect, more) => {
        const gain = gainOfPinging(prospect);
        expect(gainOfPinging({ ...prospect, rewriteNanoUsd: prospect.rewriteNanoUsd + more })).toBeGreaterThanOrEqual(
          gain,
        );
        expect(gainOfPinging({ ...prospect, pingNanoUsd: prospect.pingNanoUsd + more })).toBeLessThanOrEqual(gain);
      }),
    );
  });

  it('pings through an unlikely bucket for the sake of a likely one behind it', () => {
    const prospect = { returnProbabilities: [0, 0, 0.9], keptShares: [1, 1, 1], pingNanoUsd: 10, rewriteNanoUsd: 250 };
    expect(gainOfPinging(prospect)).toBeCloseTo(0.9 * 250 - 30);
    expect(gainOfPinging({ ...prospect, returnProbabilities: [0, 0] })).toBe(-10);
  });
});
