import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keepAtMost } from './keeping.ts';
import { alwaysExecution, alwaysReasoning, namesOnly } from './policies/fixed.ts';
import { oracle } from './policies/oracle.ts';
import type { OnlinePolicy, TurnOutcome } from './policies/policy.ts';
import { replayConversations } from './replay.ts';
import { anyPair, anyTrajectory, growing, pair45, pair55 } from './trajectory.fixture.ts';

const references = [alwaysReasoning, alwaysExecution, namesOnly, oracle];

describe('replayConversations', () => {
  it('compares policies with always answering by the reasoning tier', async () => {
    const conversations = [growing('rsrs'), growing(`r${'s'.repeat(30)}`)];
    const report = await replayConversations(conversations, { tiers: pair45, caching: true, policies: references });
    expect(report).toMatchObject({ conversations: 2, turns: 35, simple: 32 });
    const { policies } = report;
    expect(policies['always-reasoning']).toMatchObject({ costPercent: 100, oracleShare: 0, executionTurns: 0 });
    expect(policies['always-execution']?.executionTurns).toBe(35);
    expect(policies['names-only']).toMatchObject({ executionTurns: 32, switches: 4 });
    expect(policies.oracle).toMatchObject({ oracleShare: 1, executionTurns: 30 });
    expect(policies['names-only']?.worstConversationPercent).toBeGreaterThan(100);
  });

  it('has no share of an oracle that gains nothing', async () => {
    const options = { tiers: pair55, caching: true, policies: [alwaysReasoning] };
    const { policies } = await replayConversations([growing('rrr')], options);
    expect(policies['always-reasoning']?.oracleShare).toBeNull();
    const dear = Array.from({ length: 5 }, () => growing('rrrr', { startTokens: 200_000 }));
    const hardlyAny = [...dear, growing('rs', { startTokens: 600, grownTokens: 10 })];
    const { policies: more } = await replayConversations(hardlyAny, { ...options, policies: [namesOnly, oracle] });
    expect(more.oracle?.costPercent).toBeLessThan(100);
    expect([more.oracle?.oracleShare, more['names-only']?.oracleShare]).toEqual([null, null]);
  });

  it('keeps caches warm under every policy, and compares with a baseline that does not', async () => {
    const conversation = growing('rrr', { gapSeconds: 400 });
    const options = { tiers: pair55, caching: true, policies: [alwaysReasoning, oracle], keeper: keepAtMost(1) };
    const { policies } = await replayConversations([conversation], options);
    for (const name of ['always-reasoning', 'oracle']) {
      expect(policies[name]).toMatchObject({ pings: 3, pingUsd: 0.0063 });
      expect(policies[name]?.costPercent).toBeLessThan(60);
    }
  });

  it('has no percentage of nothing', async () => {
    const { policies } = await replayConversations([], { tiers: pair55, caching: true, policies: [namesOnly] });
    expect(policies['names-only']).toMatchObject({ usd: 0, costPercent: null, worstConversationPercent: null });
  });

  it('lets an online policy learn: each turn as it went, one conversation after the other', async () => {
    const told: TurnOutcome[] = [];
    const begun: (string | undefined)[] = [];
    const learner: OnlinePolicy = {
      kind: 'online',
      name: 'learner',
      start: () => ({
        begin({ id }) {
          begun.push(id);
          return { choose: () => 'reasoning', told: (outcome) => void told.push(outcome) };
        },
      }),
    };
    const conversations = ['one', 'two'].map((id) => ({ ...growing('rs'), id }));
    await replayConversations(conversations, { tiers: pair55, caching: true, policies: [learner] });
    expect(begun).toEqual(['one', 'two']);
    expect(told).toHaveLength(4);
    expect(told[1]).toMatchObject({ tier: 'reasoning', inputTokens: 21_000, cachedTokens: 20_000 });
  });

  it('finds no policy below the oracle, whose objective counts seconds as well', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyTrajectory(15), { maxLength: 3 }),
        anyPair,
        fc.boolean(),
        async (all, tiers, caching) => {
          for (const secondWorthUsd of [0, 0.002]) {
            const { policies } = await replayConversations(all, {
              tiers,
              caching,
              secondWorthUsd,
              policies: references,
            });
            const objective = (name: string) =>
              (policies[name]?.usd ?? 0) + secondWorthUsd * (policies[name]?.seconds ?? 0);
            for (const name of ['always-reasoning', 'names-only'])
              expect(objective('oracle')).toBeLessThanOrEqual(objective(name) + 1e-9);
          }
        },
      ),
    );
  });
});
