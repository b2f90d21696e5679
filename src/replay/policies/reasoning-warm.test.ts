import { describe, expect, it } from 'vitest';
import { defaultKeepLimits, newPace, priorModel, type ReturnModel, type Wait } from '../../core/index.ts';
import { replayConversations } from '../replay.ts';
import { pair55, turnOf } from '../trajectory.fixture.ts';
import type { Trajectory } from '../trajectory.ts';
import { type KeepWarmOptions, reasoningWarm } from './reasoning-warm.ts';

/** Turns with prompts of 100,000 tokens at these minutes, each repeating the one before. */
function conversation(minutes: readonly number[], change: Partial<Trajectory> = {}): Trajectory {
  const turn = { inputTokens: 100_000, outputTokens: 10, sharedPrefixTokens: 100_000, stopReason: 'tool_use' };
  return { turns: minutes.map((minute) => turnOf({ ...turn, atSeconds: minute * 60 })), ...change };
}

async function reportOf(conversations: readonly Trajectory[], options: KeepWarmOptions = {}) {
  const policies = [reasoningWarm(options)];
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
