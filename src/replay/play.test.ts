import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { costOf, nanoToUsd } from '../core/index.ts';
import { breakpointCacheModel, simpleCacheModel } from './accounting/cache-model.ts';
import type { Tier, TierPair } from './accounting/tier-model.ts';
import { type PlayedConversation, playConversation } from './play.ts';
import type { TurnView } from './policies/policy.ts';
import { anyPair, anyTrajectory, growing, pair45, pair55, turnOf } from './trajectory.fixture.ts';
import type { RecordedTurn } from './trajectory.ts';

interface Watched extends PlayedConversation {
  readonly views: readonly TurnView[];
}

/** Plays a path of tiers (`r`, `e`) and keeps what the policy saw. */
function play(turns: readonly RecordedTurn[], path: string, tiers: TierPair = pair55, caching = true): Watched {
  const views: TurnView[] = [];
  const choose = (view: TurnView): Tier => {
    views.push(view);
    return path[view.index] === 'e' ? 'execution' : 'reasoning';
  };
  const setting = { tiers, caching, secondWorthUsd: 0 };
  return { ...playConversation(turns, { setting, caches: simpleCacheModel(turns), policy: { choose } }), views };
}

const cachedOf = ({ views }: Watched, tier: Tier) => views.map(({ caches }) => caches[tier].cachedTokens);

describe('the accounting of a replay', () => {
  it('writes what is new and reads what the same model had', () => {
    const { turns } = growing('rr');
    // 20,000 written, then 20,000 read and 1,000 written, at 2.5 and 0.1 dollars a million; 100 out at 10 each time
    expect(nanoToUsd(play(turns, 'rr').nanoUsd)).toBeCloseTo(0.05 + 0.002 + 0.0025 + 0.002, 12);
  });

  it('bills everything as plain input with caching off', () => {
    const { turns } = growing('rr');
    expect(nanoToUsd(play(turns, 'rr', pair55, false).nanoUsd)).toBeCloseTo(0.04 + 0.042 + 0.002, 12);
  });

  it('keeps a cache for each model: what all prompts since its last use have in common', () => {
    const { turns } = growing('rssr');
    const played = play(turns, 'reer');
    expect(cachedOf(played, 'reasoning')).toEqual([0, 20_000, 20_000, 20_000]);
    expect(cachedOf(played, 'execution')).toEqual([0, 0, 21_000, 22_000]);
    expect(played).toMatchObject({ executionTurns: 2, switches: 2 });
  });

  it('finds nothing behind a prompt that shared less, and no more than either prompt is long', () => {
    const shared = [0, 20_000, 5_000, 30_000];
    const turns = shared.map((sharedPrefixTokens) => turnOf({ sharedPrefixTokens, inputTokens: 20_000 }));
    expect(cachedOf(play(turns, 'reer'), 'reasoning')).toEqual([0, 20_000, 5_000, 5_000]);
    const shrunk = [30_000, 10_000].map((inputTokens) => turnOf({ inputTokens, sharedPrefixTokens: 30_000 }));
    expect(cachedOf(play(shrunk, 'rr'), 'reasoning')).toEqual([0, 10_000]);
  });

  it('lets a cache lapse when more than 300 seconds lie between two starts', () => {
    const at = (seconds: readonly number[]) =>
      seconds.map((atSeconds) => turnOf({ atSeconds, sharedPrefixTokens: 20_000 }));
    expect(cachedOf(play(at([0, 300, 600.5]), 'rrr'), 'reasoning')).toEqual([0, 20_000, 0]);
    expect(cachedOf(play(at([0, 200, 400]), 'rer'), 'reasoning')).toEqual([0, 20_000, 0]);
  });

  it('bills a prompt below the cacheable minimum as plain input, and a turn of under 512 tokens leaves nothing', () => {
    const turns = [3_000, 3_000, 5_000].map((inputTokens) => turnOf({ inputTokens, sharedPrefixTokens: 3_000 }));
    expect(cachedOf(play(turns, 'eee', pair45), 'execution')).toEqual([0, 0, 3_000]);
    expect(nanoToUsd(play(turns.slice(0, 1), 'e', pair45).nanoUsd)).toBeCloseTo(0.003 + 0.0005, 12);
    const tiny = [500, 5_000].map((inputTokens) => turnOf({ inputTokens, sharedPrefixTokens: 500 }));
    expect(cachedOf(play(tiny, 'rr'), 'reasoning')).toEqual([0, 0]);
  });

  it('bills what lies behind the last breakpoint as plain input', () => {
    const turns = [turnOf({ inputTokens: 20_000, cacheReadTokens: 0, cacheWriteTokens: 18_000 })];
    const setting = { tiers: pair55, caching: true, secondWorthUsd: 0 };
    const policy = { choose: (): Tier => 'reasoning' };
    const played = playConversation(turns, { setting, caches: breakpointCacheModel(turns), policy });
    expect(nanoToUsd(played.nanoUsd)).toBeCloseTo(0.045 + 0.004 + 0.001, 12);
  });

  it('picks the price band by the whole prompt', () => {
    const usd = (inputTokens: number) => nanoToUsd(play([turnOf({ inputTokens })], 'e').nanoUsd);
    expect(usd(100_000)).toBeCloseTo(0.0125 + 0.00005, 12);
    expect(usd(100_001)).toBeCloseTo(5 * (0.012500125 + 0.00005), 12);
  });

  it('takes the short latency model under 8,000 tokens and the long one from there on', () => {
    const seconds = (inputTokens: number, path: string) => play([turnOf({ inputTokens })], path).seconds;
    expect(seconds(7_999, 'r')).toBeCloseTo(2.2 + 1.02, 9);
    expect(seconds(8_000, 'r')).toBeCloseTo(1.57 + 0.144 + 1.418, 9);
    expect(seconds(7_999, 'e')).toBeCloseTo(0.7 + 0.4, 9);
    const warm = [0, 100_000].map((sharedPrefixTokens) => turnOf({ sharedPrefixTokens, inputTokens: 100_000 }));
    expect(play(warm, 'ee').seconds).toBeCloseTo(2 * (0.11 + 0.881) + 1.8 + 1.55, 9);
  });

  it('shows a policy nothing of the reply to come, and the reply before with its tools', () => {
    const turns = [turnOf({ tools: ['Read'], stopReason: 'tool_use' }), turnOf({ tools: ['Edit'], toolErrors: 1 })];
    const [first, second] = play(turns, 're').views;
    expect(first).not.toHaveProperty('previous');
    expect(second).toMatchObject({ toolErrors: 1, previous: { tier: 'reasoning', tools: ['Read'] } });
    expect(second).not.toHaveProperty('tools');
    expect(second).not.toHaveProperty('outputTokens');
  });
});

describe('any conversation', () => {
  it('costs what its turns cost by core prices, to the nano-dollar', () => {
    fc.assert(
      fc.property(
        anyTrajectory(20),
        anyPair,
        fc.array(fc.boolean(), { minLength: 20 }),
        (conversation, tiers, goes) => {
          const { turns } = conversation;
          const played = play(turns, goes.map((go) => (go ? 'e' : 'r')).join(''), tiers);
          const costs = turns.map(({ inputTokens, outputTokens }, index) => {
            const tier: Tier = goes[index] ? 'execution' : 'reasoning';
            const { model, cacheMinimumTokens } = tiers[tier];
            const cacheReadTokens = played.views[index]?.caches[tier].cachedTokens ?? 0;
            const isCacheable = inputTokens >= cacheMinimumTokens;
            const usage = {
              inputTokens: isCacheable ? 0 : inputTokens,
              outputTokens,
              cacheReadTokens,
              cacheWriteTokens: isCacheable ? inputTokens - cacheReadTokens : 0,
            };
            return costOf({ usage, model, atMs: Date.parse('2026-11-22') }) ?? Number.NaN;
          });
          expect(played.nanoUsd).toBe(costs.reduce((sum, cost) => sum + cost, 0));
        },
      ),
    );
  });
});
