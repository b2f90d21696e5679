import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { breakpointCacheModel, simpleCacheModel } from '../accounting/cache-model.ts';
import type { Tier } from '../accounting/tier-model.ts';
import type { Keeper } from '../keeper.ts';
import { playConversation } from '../play.ts';
import { replayConversations } from '../replay.ts';
import { anyPair, anyTrajectory, growing, pair55, turnOf } from '../trajectory.fixture.ts';
import { alwaysReasoning } from './fixed.ts';
import { keepInHindsight, keptInHindsight } from './kept-in-hindsight.ts';
import { oracle } from './oracle.ts';
import type { HindsightPolicy } from './policy.ts';

const oracleWarm = keptInHindsight(oracle);

/** The turns of the reasoning tier after each of which some of its time passes until it is asked again. */
function stretchesOf(tiers: readonly Tier[]): readonly (readonly [from: number, to: number])[] {
  const atHome = tiers.flatMap((tier, index) => (tier === 'reasoning' ? [index] : []));
  return atHome.slice(1).map((to, use) => [atHome[use] ?? 0, to]);
}

describe('reasoning+warm', () => {
  it('pings through a gap exactly when that is cheaper than writing again', async () => {
    // one read costs a 25th of a write, so that 24 pings and the read at the end break even
    const pingsFor = async (gapSeconds: number) => {
      const turns = [0, gapSeconds].map((atSeconds) => turnOf({ atSeconds, sharedPrefixTokens: 20_000 }));
      const options = { tiers: pair55, caching: true, policies: [keepInHindsight, alwaysReasoning] };
      return (await replayConversations([{ turns }], options)).policies['reasoning+warm'];
    };
    expect(await pingsFor(300)).toMatchObject({ pings: 0, costPercent: 100 });
    expect((await pingsFor(400))?.pings).toBe(1);
    expect((await pingsFor(23 * 285))?.pings).toBe(23);
    expect(await pingsFor(24 * 285)).toMatchObject({ pings: 0, costPercent: 100 });
  });
});

describe('a policy kept in hindsight', () => {
  const away: HindsightPolicy = {
    kind: 'hindsight',
    name: 'away',
    plan: ({ turns }) => ({ tiers: turns.map(({ simple }) => (simple ? 'execution' : 'reasoning')) }),
  };

  it('keeps the cache through a stay on the other tier, with as many pings as are due', async () => {
    const { turns } = growing(`r${'s'.repeat(40)}r`, { startTokens: 50_000, grownTokens: 100, gapSeconds: 30 });
    const options = { tiers: pair55, caching: true, policies: [away, keptInHindsight(away)] };
    const { policies } = await replayConversations([{ turns }], options);
    const { away: unkept, 'away+warm': kept } = policies;
    expect(kept).toMatchObject({ executionTurns: 40, pings: 4, switches: 2 });
    expect((unkept?.usd ?? 0) - (kept?.usd ?? 0)).toBeCloseTo((50_000 * (2.5 - 0.1 - 4 * 0.1)) / 1e6, 9);
  });
});

describe('oracle+warm', () => {
  it('is no dearer than the oracle, and no stretch would be cheaper the other way', () => {
    const anyCaches = fc.constantFrom(simpleCacheModel, breakpointCacheModel);
    fc.assert(
      fc.property(anyTrajectory(20), anyPair, fc.boolean(), anyCaches, (conversation, tiers, caching, cacheModel) => {
        const { turns } = conversation;
        const setting = { tiers, caching, secondWorthUsd: 0 };
        const caches = cacheModel(turns);
        const plan = oracleWarm.plan(conversation, setting, caches);
        const policy = { choose: ({ index }: { index: number }): Tier => plan.tiers[index] ?? 'reasoning' };
        const costWith = (keeper: Keeper): number =>
          playConversation(turns, { setting, caches, policy, keeper }).nanoUsd;
        const planned: Keeper = ({ index, pings }) => pings < (plan.pings?.[index] ?? 0);
        const cost = costWith(planned);
        expect(cost).toBeLessThanOrEqual(costWith(() => false));
        for (const [from, to] of stretchesOf(plan.tiers)) {
          const isKept = plan.pings?.slice(from, to).some((pings) => pings > 0) === true;
          const flipped: Keeper = (idle) => (idle.index >= from && idle.index < to ? !isKept : planned(idle));
          expect(cost).toBeLessThanOrEqual(costWith(flipped));
        }
      }),
    );
  });
});
