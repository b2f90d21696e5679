import { describe, expect, it } from 'vitest';
import { simpleCacheModel } from './accounting/cache-model.ts';
import type { Keeper } from './keeper.ts';
import { keepAtMost } from './keeping.ts';
import { playConversation } from './play.ts';
import type { TurnView } from './policies/policy.ts';
import { pair55, turnOf } from './trajectory.fixture.ts';

/** A conversation of equal prompts at these seconds. */
function at(...seconds: readonly number[]) {
  return { turns: seconds.map((atSeconds) => turnOf({ atSeconds, sharedPrefixTokens: 20_000 })) };
}

function keep(seconds: readonly number[], keeper: Keeper, path = '') {
  const { turns } = at(...seconds);
  const cached: number[] = [];
  const policy = {
    choose: ({ index, caches }: TurnView) => {
      cached.push(caches.reasoning.cachedTokens);
      return path[index] === 'e' ? ('execution' as const) : ('reasoning' as const);
    },
  };
  const setting = { tiers: pair55, caching: true, secondWorthUsd: 0 };
  const { pings, pingNanoUsd } = playConversation(turns, { setting, caches: simpleCacheModel(turns), policy, keeper });
  return { pings, pingNanoUsd, cached };
}

describe('keeping a cache warm', () => {
  it('pings every 285 seconds while nobody comes back, and all are wasted after the last turn', () => {
    expect(keep([0], keepAtMost(3))).toMatchObject({ pings: 3, pingNanoUsd: 3 * 2_000_000 });
    expect(keep([0, 600], keepAtMost(2))).toMatchObject({ pings: 4, cached: [0, 20_000] });
  });

  it('is in vain when the next turn comes after the last ping allowed has aged', () => {
    expect(keep([0, 600], keepAtMost(1))).toMatchObject({ pings: 2, cached: [0, 0] });
  });

  it('counts as lapsed once the next ping is due and not sent', () => {
    expect(keep([0, 569], keepAtMost(1)).cached).toEqual([0, 20_000]);
    expect(keep([0, 570], keepAtMost(1)).cached).toEqual([0, 0]);
  });

  it('bills no ping where the next turn comes within the lifetime anyway', () => {
    expect(keep([0, 299], keepAtMost(1))).toMatchObject({ pings: 1, cached: [0, 20_000] });
  });

  it('keeps the reasoning tier through a stay on the other', () => {
    expect(keep([0, 200, 400, 500], keepAtMost(0), 'reer').cached).toEqual([0, 20_000, 0, 0]);
    expect(keep([0, 200, 400, 500], keepAtMost(1), 'reer').cached).toEqual([0, 20_000, 20_000, 20_000]);
  });

  it('pings nothing that is too short to be cached, and nothing with caching off', () => {
    const turns = [turnOf({ inputTokens: 500 })];
    const played = playConversation(turns, {
      setting: { tiers: pair55, caching: true, secondWorthUsd: 0 },
      caches: simpleCacheModel(turns),
      policy: { choose: () => 'reasoning' },
      keeper: keepAtMost(5),
    });
    expect(played.pings).toBe(0);
  });

  it('tells the keeper how long nobody has come back', () => {
    const seen: number[] = [];
    keep([0, 10], ({ idleSeconds, pings }) => {
      seen.push(idleSeconds);
      return pings < 1;
    });
    expect(seen).toEqual([285, 570]);
  });
});
