import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { replayConversations } from '../replay.ts';
import { anyPair, anyTrajectory, growing, pair55, turnOf } from '../trajectory.fixture.ts';
import type { Trajectory } from '../trajectory.ts';
import { alwaysReasoning } from './fixed.ts';
import { keptWarm } from './kept-warm.ts';
import { timed } from './timed.ts';
import { turnwisePolicy } from './turnwise.ts';

/** Turns with prompts of 100,000 tokens at these minutes, each repeating the one before. */
function conversation(minutes: readonly number[]): Trajectory {
  const turn = { inputTokens: 100_000, outputTokens: 10, stopReason: 'end_turn' };
  return {
    turns: minutes.map((minute, index) =>
      turnOf({ ...turn, sharedPrefixTokens: index === 0 ? 0 : 100_000, atSeconds: minute * 60 }),
    ),
  };
}

async function reportOf(conversations: readonly Trajectory[]) {
  const policies = [timed(alwaysReasoning)];
  const report = await replayConversations(conversations, { tiers: pair55, caching: true, policies });
  return report.policies['always-reasoning+ttl'];
}

const everyTenMinutes = (turns: number) => Array.from({ length: turns }, (_, index) => index * 10);

describe('always-reasoning+ttl', () => {
  it('asks for an hour once a conversation keeps lapsing, and pays for reads from then on', async () => {
    const reports = await Promise.all(
      [3, 4, 5, 6, 20].map((turns) => reportOf([conversation(everyTenMinutes(turns))])),
    );
    const usd = reports.map((report) => report?.usd ?? Number.NaN);
    // Two writes at five minutes' price, one at the hour's, then reads: $0.01 and the reply each.
    const bought = 2 * 0.2501 + 0.4001;
    expect(usd.slice(0, 3)).toEqual([0, 1, 2].map((reads) => expect.closeTo(bought + reads * 0.0101, 9)));
    expect(reports[4]?.missed).toEqual({ cold_start: 100_000, lapsed: 200_000 });
    expect(reports[4]?.costPercent).toBeLessThan(30);
  });

  it('leaves alone who never lapses, and who is away for longer than an hour each time', async () => {
    for (const minutes of [Array.from({ length: 40 }, (_, index) => index), [0, 70, 140, 210, 280, 350]])
      expect((await reportOf([conversation(minutes)]))?.costPercent).toBe(100);
  });

  it('is told to what it is wrapped around, and to whoever pings: what lives an hour is not pinged', async () => {
    const lapsing = conversation(everyTenMinutes(8));
    const policies = [keptWarm(alwaysReasoning), keptWarm(timed(alwaysReasoning))];
    const { policies: reports } = await replayConversations([lapsing, lapsing], {
      tiers: pair55,
      caching: true,
      policies,
    });
    expect(reports['always-reasoning+ttl+warm']?.pings).toBeLessThanOrEqual(
      reports['always-reasoning+warm']?.pings ?? 0,
    );
  });

  it('changes nothing where no gap outlives five minutes, whatever else happens', async () => {
    const quick = growing('sstsstsss'.replaceAll('t', '-'));
    const policies = [turnwisePolicy(), timed(turnwisePolicy())];
    const { policies: reports } = await replayConversations([quick], { tiers: pair55, caching: true, policies });
    expect(reports['turnwise+ttl']).toEqual(reports.turnwise);
  });

  it('never makes a conversation dearer by more than a fifth at the turn where it begins to ask for an hour', () =>
    fc.assert(
      fc.asyncProperty(anyPair, anyTrajectory(12), async (tiers, trajectory) => {
        const policies = [timed(alwaysReasoning)];
        // Each beginning of it: the turn at which the hour begins is the last of one of them.
        let before = 100;
        for (let length = 1; length <= trajectory.turns.length; length++) {
          const part = { turns: trajectory.turns.slice(0, length) };
          const { policies: reports } = await replayConversations([part], { tiers, caching: true, policies });
          const percent = reports['always-reasoning+ttl']?.costPercent ?? 100;
          if (before === 100) expect(percent).toBeLessThanOrEqual(120.001);
          before = percent;
        }
      }),
    ));
});
