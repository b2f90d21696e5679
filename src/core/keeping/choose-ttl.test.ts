import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chooseTtl, type TtlChoice } from './choose-ttl.ts';
import { models, roomy, situations, sonnetPrices } from './keeping.fixture.ts';
import { newPace } from './pace.ts';
import { priorModel } from './prior.ts';

const choice: TtlChoice = {
  situation: { ending: 'end_turn', prefixTokens: 100_000, pace: newPace },
  prices: sonnetPrices,
  addedTokens: 1_000,
  turnsAhead: 20,
  lapseProbability: 0.5,
  changedTokens: 0,
};

describe('chooseTtl', () => {
  it('buys the hour where lapses are many and little is written', () => {
    expect(chooseTtl(choice, priorModel).ttl).toBe('1h');
  });

  it('stays with five minutes where nobody lapses, and where much is written each turn', () => {
    expect(chooseTtl({ ...choice, lapseProbability: 0 }, priorModel).ttl).toBe('5m');
    expect(chooseTtl({ ...choice, addedTokens: 100_000 }, priorModel).ttl).toBe('5m');
  });

  it('counts the change itself: what is cached for five minutes must be written again', () => {
    const change = chooseTtl({ ...choice, turnsAhead: 1, changedTokens: 100_000 }, priorModel);
    expect(change).toMatchObject({ ttl: '5m', changeNanoUsd: 390_000_000 });
  });

  it('charges the hour for those who stay away longer than that: they find everything to write again, dearer', () => {
    const never = priorModel.base.tool_use.map(() => ({ seen: 0, of: 1e9 }));
    const model = { ...priorModel, base: { ...priorModel.base, end_turn: never } };
    const { ttl, oneHourNanoUsd } = chooseTtl({ ...choice, addedTokens: 0 }, model);
    expect(ttl).toBe('5m');
    expect(oneHourNanoUsd).toBeCloseTo(20 * 0.5 * 100_000 * 1.5 * 1_000, -6);
  });

  it('finds the hour no cheaper beside pings than without them', () => {
    const choices = fc.record({
      situation: situations,
      addedTokens: fc.nat(20_000),
      turnsAhead: fc.nat(50),
      lapseProbability: fc.double({ min: 0, max: 1, noNaN: true }),
      changedTokens: fc.nat(200_000),
    });
    fc.assert(
      fc.property(choices, models, (one, model) => {
        const without = chooseTtl({ ...one, prices: sonnetPrices }, model);
        const kept = chooseTtl({ ...one, prices: sonnetPrices, limits: roomy.limits }, model);
        expect(kept.fiveMinutesNanoUsd).toBeLessThanOrEqual(without.fiveMinutesNanoUsd);
        expect(kept.oneHourNanoUsd).toBe(without.oneHourNanoUsd);
      }),
    );
  });
});
