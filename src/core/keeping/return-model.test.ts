import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bucketCount, bucketOf } from './bucket.ts';
import { fitReturnModel } from './fit.ts';
import { models, situations, waits } from './keeping.fixture.ts';
import { observe, type Wait } from './observe.ts';
import { endingOf, newPace, pacedBy } from './pace.ts';
import { predictionsOf } from './predictions.ts';
import { priorModel } from './prior.ts';
import { keptShare, returnProbabilities } from './return-model.ts';

const situation = { ending: 'end_turn', prefixTokens: 80_000, pace: newPace } as const;
const back: Wait = { situation, idleMs: 400_000, isReturn: true };
const gone: Wait = { situation, idleMs: 4_200_000, isReturn: false };

describe('idle buckets', () => {
  it.each([
    [299_000, 0],
    [300_000, 0],
    [300_001, 1],
    [569_999, 1],
    [570_000, 2],
    [3_704_999, 12],
    [3_705_000, 13],
    [1e12, 13],
  ])('%i ms end in bucket %i: so many pings outlast it', (gapMs, bucket) => {
    expect(bucketOf(gapMs)).toBe(bucket);
  });
});

describe('the chance of a return', () => {
  it('is a probability for every bucket, whatever was seen', () => {
    fc.assert(
      fc.property(models, situations, (model, one) => {
        const chances = returnProbabilities(model, one);
        expect(chances).toHaveLength(bucketCount);
        for (const chance of chances) {
          expect(chance).toBeGreaterThan(0);
          expect(chance).toBeLessThanOrEqual(0.95);
        }
      }),
    );
  });

  it('rises with returns seen and falls with waits in vain', () => {
    const [before = 0] = returnProbabilities(priorModel, situation);
    expect(returnProbabilities(observe(priorModel, back), situation)[0]).toBeGreaterThan(before);
    expect(returnProbabilities(observe(priorModel, gone), situation)[0]).toBeLessThan(before);
  });

  it("leans on the conversation's own habit: who came back after ten minutes will again", () => {
    const habit = [1, 2, 3].reduce((pace) => pacedBy(pace, 'end_turn', 600_000), newPace);
    const other = [1, 2, 3].reduce((pace) => pacedBy(pace, 'tool_use', 600_000), newPace);
    const secondBucket = (pace: typeof habit) => returnProbabilities(priorModel, { ...situation, pace })[1] ?? 0;
    expect(secondBucket(habit)).toBeGreaterThan(1.5 * secondBucket(other));
  });

  it('outgrows the prior: a thousand waits of its own say almost all', () => {
    let model = priorModel;
    for (let index = 0; index < 1_000; index += 1) model = observe(model, gone);
    expect(returnProbabilities(model, situation)[0]).toBeLessThan(0.08);
    expect(model.version).toBe('traces-2026-11-25+1000');
  });

  it("is next to nothing after a subagent's last word, and a tool's as ever while one of its tools runs", () => {
    const foretold = (stopReason: string) =>
      returnProbabilities(priorModel, { ...situation, ending: endingOf(stopReason, true) })[0];
    expect(foretold('end_turn')).toBeLessThan(0.02);
    expect(foretold('tool_use')).toBeGreaterThan(0.3);
  });
});

describe('observe', () => {
  it('changes nothing for a gap within the lifetime, and never its argument', () => {
    const frozen = JSON.stringify(priorModel);
    expect(observe(priorModel, { ...back, idleMs: 250_000 })).toBe(priorModel);
    observe(priorModel, back);
    expect(JSON.stringify(priorModel)).toBe(frozen);
  });

  it('takes from a wait that was given up only that nobody came so far', () => {
    const seen = observe(priorModel, { ...gone, idleMs: 1_200_000 });
    const grown = seen.base.end_turn.map(({ of }, index) => of - (priorModel.base.end_turn[index]?.of ?? 0));
    expect(grown.map((more) => Math.round(more))).toEqual([1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
  });

  it('learns what share of a kept prefix is really read, evictions included', () => {
    let model = priorModel;
    for (let index = 0; index < 200; index += 1) model = observe(model, { ...back, keptShare: 0 });
    expect(keptShare(model, 1)).toBeLessThan(keptShare(priorModel, 1) / 1.4);
    expect(keptShare(model, 12)).toBe(keptShare(priorModel, 12));
  });

  it('forgets: a count never weighs more than a thousand waits, and the latest ones say what it says', () => {
    const busy = { ...back, situation: { ...situation, ending: 'tool_use' } } as const;
    const quiet = { ...busy, idleMs: gone.idleMs, isReturn: false } as const;
    const seen = [...new Array<Wait>(1_500).fill(busy), ...new Array<Wait>(1_500).fill(quiet)];
    const [count] = seen.reduce(observe, priorModel).base.tool_use;
    expect(count?.of).toBeCloseTo(1_000, 6);
    expect(count?.seen).toBeLessThan(300);
  });

  it('keeps counts that are counts, and counts the waits it learnt from', () => {
    fc.assert(
      fc.property(fc.array(waits, { maxLength: 30 }), (many) => {
        const model = many.reduce(observe, priorModel);
        for (const { seen, of } of Object.values(model.base).flat()) {
          expect(seen).toBeLessThanOrEqual(of);
          expect(of).toBeGreaterThanOrEqual(0);
        }
        expect(model.observedWaits).toBe(many.filter((wait) => predictionsOf(priorModel, wait).length > 0).length);
      }),
    );
  });
});

describe('fitReturnModel', () => {
  it('gives back the shares it was shown, where they are many', () => {
    const shown = Array.from({ length: 2_000 }, (_, index) => (index % 4 === 0 ? back : gone));
    const [first = 0, second = 1] = returnProbabilities(fitReturnModel(shown, 'shown'), situation);
    expect(first).toBeCloseTo(0.25, 2);
    expect(second).toBeLessThan(0.01);
  });

  it('predicts as many returns as there were, on what it was shown', () => {
    fc.assert(
      fc.property(fc.array(waits, { minLength: 300, maxLength: 300 }), (many) => {
        const plain = many.map((wait) => ({ ...wait, situation: { ...wait.situation, pace: newPace } }));
        const model = fitReturnModel(plain, 'shown');
        const predictions = plain.flatMap((wait) => predictionsOf(model, wait));
        const came = predictions.filter(({ isReturn }) => isReturn).length;
        const expected = predictions.reduce((sum, { returnProbability }) => sum + returnProbability, 0);
        expect(Math.abs(expected - came)).toBeLessThan(3 + 0.15 * came);
      }),
      { numRuns: 5 },
    );
  });
});
