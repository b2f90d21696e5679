import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareConversation, totalOf } from './compare.ts';
import { routedTurn } from './demo.fixture.ts';

const task = { id: 'umbrella', title: 'One simple tool' };

describe('comparing the two runs of a task', () => {
  test('what is saved is the always-reasoning run less the routed one, in percent of the former', () => {
    const routed = [routedTurn(), routedTurn({ costNanoUsd: 2_000_000, seconds: 3 })];
    const alwaysReasoning = [{ costNanoUsd: 4_000_000, seconds: 5 }];
    expect(compareConversation(task, { routed, alwaysReasoning })).toEqual({
      ...task,
      turns: routed,
      routed: { turns: 2, costNanoUsd: 3_000_000, seconds: 4 },
      alwaysReasoning: { turns: 1, costNanoUsd: 4_000_000, seconds: 5 },
      saved: { nanoUsd: 1_000_000, percent: 25, seconds: 1, secondsPercent: 20 },
    });
  });

  test('a routed run that cost more has a saving below zero', () => {
    const runs = {
      routed: [routedTurn({ costNanoUsd: 3, seconds: 3 })],
      alwaysReasoning: [{ costNanoUsd: 2, seconds: 2 }],
    };
    expect(compareConversation(task, runs).saved).toEqual({
      nanoUsd: -1,
      percent: -50,
      seconds: -1,
      secondsPercent: -50,
    });
  });

  test('a figure unknown in one turn is unknown in every sum and saving over it, and the others stay known', () => {
    const { costNanoUsd: _cost, ...unpriced } = routedTurn({ seconds: 1 });
    const compared = compareConversation(task, {
      routed: [routedTurn(), unpriced],
      alwaysReasoning: [{ costNanoUsd: 5, seconds: 4 }],
    });
    expect(compared.routed).toEqual({ turns: 2, seconds: 2 });
    expect(compared.saved).toEqual({ seconds: 2, secondsPercent: 50 });
    expect(totalOf([compared]).saved).toEqual({ seconds: 2, secondsPercent: 50 });
  });

  test('there is no percentage of nothing', () => {
    const runs = { routed: [routedTurn({ costNanoUsd: 0 })], alwaysReasoning: [{ costNanoUsd: 0, seconds: 1 }] };
    expect(compareConversation(task, runs).saved).toEqual({ nanoUsd: 0, seconds: 0, secondsPercent: 0 });
  });
});

describe('accounts', () => {
  const account = { routedNanoUsd: 3, baselineNanoUsd: 5 };
  const known = compareConversation(task, { routed: [routedTurn(), routedTurn({ account })], alwaysReasoning: [] });

  test('a conversation has the account of its last turn, and all together their sum', () => {
    expect(known.account).toEqual(account);
    expect(totalOf([known, known]).account).toEqual({ routedNanoUsd: 6, baselineNanoUsd: 10 });
  });

  test('one unknown account makes the sum unknown', () => {
    const unknown = compareConversation(task, { routed: [routedTurn()], alwaysReasoning: [] });
    expect(totalOf([known, unknown])).not.toHaveProperty('account');
  });
});

describe('totals', () => {
  test('count turns by tier, model and reason', () => {
    const reasoning = routedTurn({ tier: 'reasoning', model: 'claude-sonnet-5-5', reason: 'user_request' });
    const one = compareConversation(task, { routed: [reasoning, routedTurn()], alwaysReasoning: [] });
    expect(totalOf([one, one])).toMatchObject({
      turnsByTier: { reasoning: 2, execution: 2 },
      turnsByModel: { 'claude-sonnet-5-5': 2, 'claude-haiku-5-5': 2 },
      reasons: { user_request: 2, simple_tools: 2 },
    });
  });

  test('are the sums of the conversations, to the nano-dollar', () => {
    const cost = fc.integer({ min: 0, max: 1_000_000_000 });
    const conversation = fc.record({ routed: fc.array(cost), always: fc.array(cost) }).map(({ routed, always }) =>
      compareConversation(task, {
        routed: routed.map((costNanoUsd) => routedTurn({ costNanoUsd })),
        alwaysReasoning: always.map((costNanoUsd) => ({ costNanoUsd, seconds: 1 })),
      }),
    );
    fc.assert(
      fc.property(fc.array(conversation), (conversations) => {
        const { routed, alwaysReasoning, saved } = totalOf(conversations);
        const sum = (figures: readonly (number | undefined)[]) =>
          figures.reduce<number>((all, one) => all + (one ?? NaN), 0);
        expect(routed.costNanoUsd).toBe(sum(conversations.map((each) => each.routed.costNanoUsd)));
        expect(alwaysReasoning.turns).toBe(sum(conversations.map((each) => each.alwaysReasoning.turns)));
        expect(saved.nanoUsd).toBe(sum(conversations.map((each) => each.saved.nanoUsd)));
      }),
    );
  });
});
