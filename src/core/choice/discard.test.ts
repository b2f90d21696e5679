import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anyExpectation } from './any-conversation.fixture.ts';
import { discardShare } from './discard.ts';
import { expectationOf, noStatistics, withReply } from './statistics.ts';

const nothingSeen = expectationOf(noStatistics);

describe('the chance that an attempt elsewhere is paid for nothing', () => {
  test('is none before anything was seen to be wrong, where whoever answers may end the loop', () => {
    expect(discardShare(nothingSeen, 'accept')).toBe(0);
  });

  test('is that of a closing text where the reasoning tier has the last word, less where short ones are kept', () => {
    expect(discardShare(nothingSeen, 'reasoning')).toBeCloseTo(0.25, 9);
    const some = discardShare(nothingSeen, { acceptUpToTokens: 100 });
    expect(some).toBeCloseTo(0.25 * Math.exp(-1), 9);
  });

  test('grows with the replies that were discarded, and only those of another tier count', () => {
    const wrong = { simple: true, outputTokens: 10, discarded: true };
    const home = { simple: true, outputTokens: 10 };
    expect(discardShare(expectationOf(withReply(noStatistics, wrong)), 'accept')).toBeGreaterThan(0);
    expect(discardShare(expectationOf(withReply(noStatistics, home)), 'accept')).toBe(0);
  });

  test('is learnt from how loops end', () => {
    const ends = Array.from({ length: 30 }, () => ({ simple: true, outputTokens: 400, final: true }));
    const seen = ends.reduce(withReply, noStatistics);
    expect(discardShare(expectationOf(seen), 'reasoning')).toBeGreaterThan(0.6);
    expect(expectationOf(seen).finalTokens).toBeGreaterThan(300);
    const others = ends.map((reply) => ({ ...reply, final: false })).reduce(withReply, noStatistics);
    expect(discardShare(expectationOf(others), 'reasoning')).toBeLessThan(0.1);
  });

  test('is a probability, and never less where the reasoning tier has the last word', () => {
    fc.assert(
      fc.property(anyExpectation, fc.integer({ min: 1, max: 500 }), (expectation, tokens) => {
        const shares = (['accept', { acceptUpToTokens: tokens }, 'reasoning'] as const).map((mode) =>
          discardShare(expectation, mode),
        );
        expect(shares).toEqual(shares.toSorted((one, other) => one - other));
        for (const share of shares) expect(share >= 0 && share <= 1).toBe(true);
      }),
    );
  });
});
