import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultKeepLimits, newPace, priorModel, type ReturnModel, type Wait } from '../../core/index.ts';
import { replayConversations } from '../replay.ts';
import { anyPair, anyTrajectory, growing, pair55, turnOf } from '../trajectory.fixture.ts';
import type { Trajectory } from '../trajectory.ts';
import { alwaysReasoning, namesOnly } from './fixed.ts';
import { type KeepWarmOptions, keptWarm } from './kept-warm.ts';
import { turnwisePolicy } from './turnwise.ts';

/** Turns with prompts of 100,000 tokens at these minutes, each repeating the one before. */
function conversation(minutes: readonly number[], change: Partial<Trajectory> = {}): Trajectory {
  const turn = { inputTokens: 100_000, outputTokens: 10, sharedPrefixTokens: 100_000, stopReason: 'tool_use' };
  return { turns: minutes.map((minute) => turnOf({ ...turn, atSeconds: minute * 60 })), ...change };
}

async function reportOf(conversations: readonly Trajectory[], options: KeepWarmOptions = {}) {
  const policies = [keptWarm(alwaysReasoning, options)];
  const report = await replayConversations(conversations, { tiers: pair55, caching: true, policies });
  return report.policies['always-reasoning+warm'];
}

describe('always-reasoning+warm', () => {
  it('pays for a ping and saves the rewrite where somebody comes back after eight minutes', async () => {
    const report = await reportOf([conversation([0, 1, 2, 10])]);
    expect(report?.pings).toBeGreaterThanOrEqual(1);
    expect(report?.costPercent).toBeLessThan(70);
  });

  it('never costs a conversation more than the account allows, however often nobody comes back', async () => {
    const gone = Array.from({ length: 20 }, (_, index) => index * 90);
    const report = await reportOf([conversation([0]), conversation([0, 2]), conversation(gone)]);
    expect(report?.pings).toBeGreaterThan(0);
    expect(report?.worstConversationPercent).toBeLessThanOrEqual(110);
  });

  it('risks nothing where nothing may be risked', async () => {
    const limits = { ...defaultKeepLimits, maxExtraPercent: 0 };
    expect((await reportOf([conversation([0, 1, 2, 10])], { limits }))?.pings).toBe(0);
  });

  it("does not wait for an answer to a subagent's last word", async () => {
    const { turns } = conversation([0]);
    const told = turns.map((turn) => ({ ...turn, stopReason: 'end_turn' }));
    expect((await reportOf([{ turns: told, subagent: 'Explore' }]))?.pings).toBe(0);
    expect((await reportOf([{ turns: told }]))?.pings).toBeGreaterThan(0);
  });

  it('learns from one conversation to the next, unless told not to', async () => {
    const many = Array.from({ length: 300 }, () => conversation([0, 1]));
    const learning = await reportOf(many);
    const still = await reportOf(many, { learn: false });
    expect(learning?.pings).toBeLessThan((still?.pings ?? 0) * 0.75);
  });

  it('tells each wait with the model that decided, the last one as given up', async () => {
    const waits: [Wait, ReturnModel][] = [];
    await reportOf([conversation([0, 10])], { onWait: (wait, model) => waits.push([wait, model]) });
    const situation = { ending: 'tool_use', prefixTokens: 100_000, pace: newPace };
    expect(waits[0]).toEqual([{ situation, idleMs: 600_000, isReturn: true, keptShare: 1 }, priorModel]);
    expect(waits[1]?.[0]).toMatchObject({
      idleMs: 4_200_000,
      isReturn: false,
      situation: { pace: { earlierTurns: 1 } },
    });
  });
});

describe('turnwise+warm', () => {
  const routed = turnwisePolicy();

  it('pays for what turnwise does, and nothing else, where nothing may be pinged', async () => {
    const limits = { ...defaultKeepLimits, maxPings: 0 };
    await fc.assert(
      fc.asyncProperty(fc.array(anyTrajectory(15), { maxLength: 3 }), anyPair, async (all, tiers) => {
        const policies = [routed, keptWarm(routed, { limits })];
        const report = await replayConversations(all, { tiers, caching: true, policies });
        expect(report.policies['turnwise+warm']).toEqual(report.policies.turnwise);
      }),
    );
  });

  it('keeps the home cache where its own turns lapse, and sends the rest away as turnwise does', async () => {
    const { turns } = growing(`rr${'s'.repeat(60)}`);
    const later = turns.map((turn, index) => (index < 2 ? turn : { ...turn, atSeconds: turn.atSeconds + 500 }));
    const policies = [routed, keptWarm(routed)];
    const report = await replayConversations([{ turns: later }], { tiers: pair55, caching: true, policies });
    const kept = report.policies['turnwise+warm'];
    expect(kept?.pings).toBeGreaterThan(0);
    expect(kept?.executionTurns).toBeGreaterThan(0);
  });

  it("keeps the home cache through a run of turns on the other tier, by the conversation's account", async () => {
    const { turns } = growing('rrrsssr', { startTokens: 100_000, gapSeconds: 140 });
    const waits: Wait[] = [];
    const policy = keptWarm(namesOnly, { onWait: (wait) => waits.push(wait) });
    const policies = [namesOnly, policy];
    const report = await replayConversations([{ turns }], { tiers: pair55, caching: true, policies });
    const { 'names-only': unkept, 'names-only+warm': kept } = report.policies;
    expect(kept?.usd).toBeLessThan(unkept?.usd ?? 0);
    expect(kept?.executionTurns).toBe(3);
    const shares = waits.map(({ keptShare }) => keptShare);
    expect(shares.filter((share) => share !== undefined)).toEqual([1]);
  });
});
