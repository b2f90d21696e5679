import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { latencyModelsOf } from '../models/index.ts';
import { perMillion } from '../models/price-table.ts';
import { type Contender, costLine, type Terms } from './contender.ts';
import { expectedTotals, lapseRisk } from './horizon.ts';
import type { Expectation } from './statistics.ts';

const terms: Terms = { caching: true, ttl: '5m', secondNanoUsd: 0 };
const horizonTurns = 16;

/** Nothing lapses and nothing is lost; what follows is certain. */
function certain(follows: {
  readonly afterSimple: 0 | 1;
  readonly afterOther: 0 | 1;
  readonly end: number;
}): Expectation {
  return {
    simpleAfterSimple: follows.afterSimple,
    simpleAfterOther: follows.afterOther,
    lostBeforeSimple: 0,
    lostBeforeOther: 0,
    endPerTurn: follows.end,
    gapSeconds: 0,
    appendedTokens: 700,
    outputTokens: 200,
    otherOutputTokens: 500,
    discarded: 0,
    finals: 0,
    finalTokens: 0,
    gapLongerThan: () => 0,
  };
}

function contenderAt(tier: string, usd: Parameters<typeof perMillion>[0], promptTokens: number): Contender {
  return {
    tier,
    model: tier,
    prices: {
      model: tier,
      effectiveFrom: '2026-01-01',
      bands: [perMillion(usd)],
      source: 'test',
      checkedOn: '2026-01-01',
    },
    cacheMinimumTokens: 0,
    latency: latencyModelsOf('claude-haiku-5-5'),
    promptTokens,
    cachedTokens: 0,
  };
}

const sonnet = { input: 3, output: 15, write5m: 3.75, write1h: 6, read: 0.3 };

/** The least that this turn and all after it can cost, by trying every sequence. */
function leastBySearch(lanes: readonly [Contender, Contender], first: 0 | 1, expectation: Expectation): number {
  const { appendedTokens, outputTokens, otherOutputTokens, endPerTurn } = expectation;
  const turn = (
    step: number,
    simple: boolean,
    cached: readonly [number, number],
    allowed: readonly (0 | 1)[],
  ): number => {
    if (step > horizonTurns) return 0;
    const next = (simple ? expectation.simpleAfterSimple : expectation.simpleAfterOther) === 1;
    const costs = allowed.map((answers) => {
      const contender = lanes[answers];
      const promptTokens = contender.promptTokens + appendedTokens * step;
      const line = costLine(
        contender,
        { promptTokens, outputTokens: simple ? outputTokens : otherOutputTokens },
        terms,
      );
      if (line === undefined) throw new Error('unpriced');
      const now = line.base + line.perMissingToken * (promptTokens - cached[answers]);
      const after: [number, number] = answers === 0 ? [promptTokens, cached[1]] : [cached[0], promptTokens];
      return now + (1 - endPerTurn) * turn(step + 1, next, after, next ? [0, 1] : [0]);
    });
    return Math.min(...costs);
  };
  return turn(0, true, [lanes[0].cachedTokens, lanes[1].cachedTokens], [first]);
}

describe('the expected totals', () => {
  const usd = fc.double({ min: 0.01, max: 20, noNaN: true });
  const binary = fc.constantFrom<0 | 1>(0, 1);

  test('are the least of all sequences, where what follows is certain', () => {
    const any = fc.record({
      read: usd,
      write: usd,
      output: usd,
      promptTokens: fc.integer({ min: 1_000, max: 50_000 }),
      homeCached: fc.double({ min: 0, max: 1, noNaN: true }),
      awayCached: fc.double({ min: 0, max: 1, noNaN: true }),
      follows: fc.record({ afterSimple: binary, afterOther: binary, end: fc.constantFrom(0, 0.03, 0.5, 1) }),
    });
    fc.assert(
      fc.property(any, ({ read, write, output, promptTokens, homeCached, awayCached, follows }) => {
        const expectation = certain(follows);
        const cheap = { input: read, output, write5m: read + write, write1h: read + write, read };
        const cached = (share: number) => ({ cachedTokens: Math.floor(promptTokens * share), cacheAgeSeconds: 0 });
        const home = { ...contenderAt('home', sonnet, promptTokens), ...cached(homeCached) };
        const away = { ...contenderAt('away', cheap, promptTokens), ...cached(awayCached) };
        const totals = expectedTotals({ home, away }, expectation, terms);
        expect(totals?.stay).toBeCloseTo(leastBySearch([home, away], 0, expectation), 0);
        expect(totals?.go).toBeCloseTo(leastBySearch([home, away], 1, expectation), 0);
      }),
      { numRuns: 25 },
    );
  });

  test('of a last turn are that turn alone', () => {
    const home = { ...contenderAt('home', sonnet, 10_000), cachedTokens: 9_000, cacheAgeSeconds: 10 };
    const away = contenderAt('away', { input: 1, output: 5, write5m: 1.25, write1h: 2, read: 0.1 }, 10_000);
    const totals = expectedTotals({ home, away }, certain({ afterSimple: 1, afterOther: 1, end: 1 }), terms);
    expect(totals?.stay).toBeCloseTo(9_000 * 300 + 1_000 * 3_750 + 200 * 15_000, 3);
    expect(totals?.go).toBeCloseTo(10_000 * 1_250 + 200 * 5_000, 3);
  });
});

describe('the risk that the home entry lapses', () => {
  const gap = (seconds: number): Expectation => ({
    ...certain({ afterSimple: 1, afterOther: 1, end: 0 }),
    gapLongerThan: (limit) => (seconds > limit ? 1 : 0),
  });

  test.each([
    [0, 120, 0],
    [170, 120, 0],
    [190, 120, 1],
    [301, 120, 0],
    [200, 400, 0],
  ])('aged %i s with a next turn after %i s is %i', (ageSeconds, gapSeconds, risk) => {
    expect(lapseRisk(ageSeconds, gap(gapSeconds), terms)).toBe(risk);
  });
});

test('going costs the home model’s turn on top, with the chance that its reply is discarded; staying does not', () => {
  const expectation = certain({ afterSimple: 0, afterOther: 0, end: 1 });
  const home = contenderAt('home', sonnet, 20_000);
  const away = contenderAt('away', { input: 1, output: 5, write5m: 1.25, write1h: 2, read: 0.1 }, 20_000);
  const totals = (discardShare: number) => expectedTotals({ home, away, discardShare }, expectation, terms);
  const [never, half] = [totals(0), totals(0.5)];
  if (never === undefined || half === undefined) throw new Error('unpriced');
  expect(half.stay).toBe(never.stay);
  expect(half.go).toBeCloseTo(never.go + never.stay / 2, 3);
});
