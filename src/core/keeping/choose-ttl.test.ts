import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chooseTtl, extraOfHour, type TtlChoice } from './choose-ttl.ts';
import { sonnetPrices as prices } from './keeping.fixture.ts';

/** Someone who is away for more than five minutes after one turn in ten, and for more than an hour after one in a thousand. */
const choice: TtlChoice = {
  ttl: '5m',
  prices,
  promptTokens: 100_000,
  cachedTokens: 0,
  addedTokens: 1_000,
  turnsAhead: 33,
  gapLongerThan: (seconds) => (seconds >= 3_600 ? 0.001 : 0.1),
  hasLapsed: true,
  account: { costNanoUsd: 5_000_000_000, extraNanoUsd: 0 },
};

describe('chooseTtl', () => {
  it('buys the hour where lapses are many and little is written', () => {
    expect(chooseTtl(choice)).toMatchObject({ ttl: '1h', reason: 'pays' });
  });

  it('compares the prompt written now and what 33 turns add and write again, each at its own write price', () => {
    const { fiveMinutesNanoUsd, oneHourNanoUsd } = chooseTtl(choice);
    expect(fiveMinutesNanoUsd).toBe(100_000 * 2_500 + 33 * (1_000 * 2_500 + 0.1 * 100_000 * 2_400));
    expect(oneHourNanoUsd).toBeCloseTo(100_000 * 4_000 + 33 * (1_000 * 4_000 + 0.001 * 100_000 * 3_900), 0);
  });

  it('stays with five minutes where few gaps lapse, and where much is written each turn', () => {
    expect(chooseTtl({ ...choice, gapLongerThan: () => 0.01 })).toMatchObject({ ttl: '5m', reason: 'dearer' });
    expect(chooseTtl({ ...choice, addedTokens: 20_000 })).toMatchObject({ ttl: '5m', reason: 'dearer' });
  });

  it('charges the hour for gaps that outlast it too: all is written again, dearer', () => {
    expect(chooseTtl({ ...choice, gapLongerThan: () => 0.1 }).ttl).toBe('5m');
  });

  it('buys no hour before the conversation itself has lapsed once', () => {
    expect(chooseTtl({ ...choice, hasLapsed: false })).toEqual({ ttl: '5m', reason: 'no_lapse' });
  });

  it('buys none whose dearer write is more than a fifth of what the conversation has cost, rewrites saved so far counted', () => {
    const account = { costNanoUsd: 100_000_000, extraNanoUsd: 0 };
    expect(chooseTtl({ ...choice, account })).toMatchObject({ ttl: '5m', reason: 'account' });
    expect(chooseTtl({ ...choice, account: { ...account, extraNanoUsd: -200_000_000 } }).reason).toBe('pays');
    expect(chooseTtl({ ...choice, account: { ...choice.account, extraNanoUsd: 1_000_000_000 } }).reason).toBe(
      'account',
    );
  });

  it('changes nothing while anything can be read, in either direction', () => {
    const any = fc.record({
      ttl: fc.constantFrom('5m' as const, '1h' as const),
      promptTokens: fc.nat(900_000),
      cachedTokens: fc.integer({ min: 1, max: 900_000 }),
      addedTokens: fc.nat(20_000),
      turnsAhead: fc.nat(100),
      hasLapsed: fc.boolean(),
      extraNanoUsd: fc.integer(),
      share: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    fc.assert(
      fc.property(any, ({ share, extraNanoUsd, ...one }) => {
        const account = { ...choice.account, extraNanoUsd };
        const plan = chooseTtl({ ...one, prices, account, gapLongerThan: () => share });
        expect(plan).toEqual({ ttl: one.ttl, reason: 'cached' });
      }),
    );
  });
});

describe('extraOfHour', () => {
  it('is the dearer write, less the rewrite that five minutes would have paid for', () => {
    const turn = { prices, writtenTokens: 2_000, readTokens: 50_000, outlivedFiveMinutes: false };
    expect(extraOfHour(turn)).toBe(2_000 * 1_500);
    expect(extraOfHour({ ...turn, outlivedFiveMinutes: true })).toBe(2_000 * 1_500 - 50_000 * 2_400);
  });
});
