import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { breakpointCacheModel, type CacheModel, simpleCacheModel } from '../accounting/cache-model.ts';
import type { Tier } from '../accounting/tier-model.ts';
import { playConversation } from '../play.ts';
import { anyPair, anyTrajectory, growing, pair45, pair55 } from '../trajectory.fixture.ts';
import type { Trajectory } from '../trajectory.ts';
import { oracle } from './oracle.ts';
import type { PolicySetting } from './policy.ts';

interface Case extends PolicySetting {
  readonly cacheModel: CacheModel;
}

function objectiveOfPath({ turns }: Trajectory, path: readonly Tier[], setting: Case): number {
  const policy = { choose: ({ index }: { index: number }): Tier => path[index] ?? 'reasoning' };
  const played = playConversation(turns, { setting, caches: setting.cacheModel(turns), policy });
  return played.nanoUsd + setting.secondWorthUsd * 1e9 * played.seconds;
}

function planOf(conversation: Trajectory, setting: Case): readonly Tier[] {
  return oracle.plan(conversation, setting, setting.cacheModel(conversation.turns)).tiers;
}

/** Every way to answer a conversation whose simple turns alone may go. */
function allPaths({ turns }: Trajectory): readonly (readonly Tier[])[] {
  return turns.reduce<readonly (readonly Tier[])[]>(
    (paths, { simple }) =>
      paths.flatMap((path) =>
        simple
          ? [
              [...path, 'reasoning'],
              [...path, 'execution'],
            ]
          : [[...path, 'reasoning']],
      ),
    [[]],
  );
}

const anySetting = fc.record({
  tiers: anyPair,
  caching: fc.constantFrom(true, true, true, false),
  secondWorthUsd: fc.constantFrom(0, 0, 0.002, 0.01),
  cacheModel: fc.constantFrom(simpleCacheModel, breakpointCacheModel),
});

describe('oracle', () => {
  it('is as cheap as the cheapest of all ways to answer, tried one by one', () => {
    fc.assert(
      fc.property(anyTrajectory(9), anySetting, (conversation, setting) => {
        const best = Math.min(...allPaths(conversation).map((path) => objectiveOfPath(conversation, path, setting)));
        const found = objectiveOfPath(conversation, planOf(conversation, setting), setting);
        if (setting.secondWorthUsd === 0) expect(found).toBe(best);
        else expect(found).toBeLessThanOrEqual(best + 1e-3);
      }),
      { numRuns: 1_000 },
    );
  });

  it('answers every turn that is not simple with the reasoning tier', () => {
    fc.assert(
      fc.property(anyTrajectory(40), anySetting, (conversation, setting) => {
        const plan = planOf(conversation, setting);
        expect(plan).toHaveLength(conversation.turns.length);
        expect(conversation.turns.every(({ simple }, index) => simple || plan[index] === 'reasoning')).toBe(true);
      }),
    );
  });

  it('goes for a long run of simple turns and stays for a short one, where a cold write costs several turns', () => {
    const setting = { tiers: pair45, caching: true, secondWorthUsd: 0, cacheModel: simpleCacheModel };
    expect(planOf(growing('rrsrr'), setting)).toEqual(growing('rrrrr').turns.map(() => 'reasoning'));
    const run = planOf(growing(`rr${'s'.repeat(40)}`), setting);
    expect(run.filter((tier) => tier === 'execution').length).toBeGreaterThan(30);
  });

  it('goes sooner where a second is worth something', () => {
    const conversation = growing('rrs', { startTokens: 150_000 });
    const goes = (secondWorthUsd: number) =>
      planOf(conversation, { tiers: pair55, caching: true, secondWorthUsd, cacheModel: simpleCacheModel }).filter(
        (tier) => tier === 'execution',
      ).length;
    expect(goes(0)).toBe(0);
    expect(goes(1)).toBe(1);
  });

  it('finds its way through thousands of turns within one lifetime of a cache', () => {
    const conversation = growing('rsss'.repeat(1_000), { grownTokens: 10, gapSeconds: 0.05 });
    expect(
      planOf(conversation, { tiers: pair55, caching: true, secondWorthUsd: 0, cacheModel: simpleCacheModel }),
    ).toHaveLength(4_000);
  });
});
