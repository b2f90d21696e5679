import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { heldBy, type Venture } from './account.ts';
import { anyConversation } from './any-conversation.fixture.ts';
import { play } from './play.fixture.ts';

const runs = { numRuns: 2_000 };

describe('the account of a conversation, on any sequence, clock, price, belief and setting, with turns paid twice', () => {
  test('is never further above the baseline than its percentage, one home rewrite and one execution turn', () => {
    fc.assert(
      fc.property(anyConversation, (conversation) => {
        const share = conversation.settings.maxExtraCostPercent / 100;
        for (const { account, rewriteNanoUsd, executionNanoUsd } of play(conversation)) {
          const { routedNanoUsd, baselineNanoUsd } = account;
          const bound = share * baselineNanoUsd + rewriteNanoUsd + executionNanoUsd;
          // The difference of two sums is no more exact than the sums: a few units of their last place.
          const rounding = 8 * Number.EPSILON * (routedNanoUsd + baselineNanoUsd);
          expect(routedNanoUsd - baselineNanoUsd).toBeLessThanOrEqual(bound * (1 + 1e-9) + 1e-6 + rounding);
        }
      }),
      runs,
    );
  });

  test('lets nothing go while it is above its percentage', () => {
    fc.assert(
      fc.property(anyConversation, (conversation) => {
        const share = conversation.settings.maxExtraCostPercent / 100;
        for (const { went, before } of play(conversation)) {
          const isAbove = before.routedNanoUsd - before.baselineNanoUsd > share * before.baselineNanoUsd;
          expect(went && isAbove).toBe(false);
        }
      }),
      runs,
    );
  });

  test('equals the baseline where nothing ever goes', () => {
    fc.assert(
      fc.property(anyConversation, (conversation) => {
        const turns = conversation.turns.map((turn) => ({ ...turn, simple: false }));
        for (const { account } of play({ ...conversation, turns })) {
          expect(account.routedNanoUsd).toBe(account.baselineNanoUsd);
        }
      }),
    );
  });

  test('is tried by conversations that do go, pay twice, and exceed their percentage', () => {
    const seen = { went: 0, above: 0 };
    fc.assert(
      fc.property(anyConversation, (conversation) => {
        const share = conversation.settings.maxExtraCostPercent / 100;
        for (const { went, account } of play(conversation)) {
          if (went) seen.went += 1;
          if (account.routedNanoUsd > (1 + share) * account.baselineNanoUsd) seen.above += 1;
        }
      }),
      { seed: 1 },
    );
    expect(seen.went).toBeGreaterThan(100);
    expect(seen.above).toBeGreaterThan(10);
  });
});

describe('what holds a turn back', () => {
  const account = { routedNanoUsd: 1_000, baselineNanoUsd: 1_000 };
  const venture: Venture = {
    awayNanoUsd: 50,
    baselineNanoUsd: 100,
    owedNanoUsd: 0,
    rewriteNanoUsd: 500,
    lapseRisk: 0,
  };

  test.each([
    ['nothing, where going is cheaper', account, venture, undefined],
    ['an extra above the cap already', { ...account, routedNanoUsd: 1_021 }, venture, 'account'],
    ['what the home model would have to catch up with', account, { ...venture, owedNanoUsd: 80 }, 'account'],
    ['a likely lapse whose rewrite the cap does not cover', account, { ...venture, lapseRisk: 0.1 }, 'lapse'],
    ['not an unlikely one', account, { ...venture, lapseRisk: 0.001 }, undefined],
    ['not a lapse that was saved up for', { ...account, routedNanoUsd: 500 }, { ...venture, lapseRisk: 1 }, undefined],
  ])('%s', (_what, before, next, hold) => {
    expect(heldBy(before, next, 2)).toBe(hold);
  });
});
