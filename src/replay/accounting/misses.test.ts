import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keepAtMost } from '../keeping.ts';
import { playConversation } from '../play.ts';
import type { TurnView } from '../policies/policy.ts';
import { anyPair, anyTrajectory, growing, pair55, turnOf } from '../trajectory.fixture.ts';
import type { RecordedTurn } from '../trajectory.ts';
import { breakpointCacheModel, type CacheModel, simpleCacheModel } from './cache-model.ts';
import { type BilledPrompt, type Missed, missesOf, sumOfMissed } from './misses.ts';
import type { Tier, TierPair } from './tier-model.ts';

interface Played {
  readonly tiers?: TierPair;
  readonly cacheModel?: CacheModel;
  readonly pings?: number;
  readonly caching?: boolean;
}

/** Plays a path of tiers (`r`, `e`), and keeps what each turn read. */
function play(turns: readonly RecordedTurn[], path: string, change: Played = {}) {
  const { tiers = pair55, cacheModel = simpleCacheModel, pings = 0, caching = true } = change;
  const read: number[] = [];
  const choose = ({ index, caches }: TurnView): Tier => {
    const tier = path[index] === 'e' ? 'execution' : 'reasoning';
    read.push(caches[tier].cachedTokens);
    return tier;
  };
  const setting = { tiers, caching, secondWorthUsd: 0 };
  const playing = { setting, caches: cacheModel(turns), policy: { choose }, keeper: keepAtMost(pings) };
  return { ...playConversation(turns, playing), read };
}

const total = (missed: Missed): number => Object.values(missed).reduce((sum, tokens) => sum + tokens, 0);

const prompt: BilledPrompt = {
  inputTokens: 30_000,
  cachedTokens: 0,
  cacheMinimumTokens: 1_024,
  before: { inputTokens: 25_000, sharedTokens: 20_000 },
  own: { reachedTokens: 20_000, ageSeconds: 10, ttlSeconds: 300, isBefore: true },
};

describe('missesOf', () => {
  const rewritten = { prefix_changed: 5_000 };
  it.each<[string, Partial<BilledPrompt>, Missed]>([
    ['nothing but what was rewritten where the rest was read', { cachedTokens: 20_000 }, rewritten],
    [
      'a lapse',
      { own: { reachedTokens: 20_000, ageSeconds: 301, ttlSeconds: 300, isBefore: true } },
      { ...rewritten, lapsed: 20_000 },
    ],
    [
      'a stay on the other tier',
      { cachedTokens: 12_000, own: { reachedTokens: 12_000, ageSeconds: 90, ttlSeconds: 300, isBefore: false } },
      { ...rewritten, model_switched: 8_000 },
    ],
    [
      'a lapse beside a stay on the other tier',
      { own: { reachedTokens: 12_000, ageSeconds: 400, ttlSeconds: 300, isBefore: false } },
      { ...rewritten, lapsed: 12_000, model_switched: 8_000 },
    ],
    [
      'an entry out of reach',
      { own: { reachedTokens: 0, ageSeconds: 10, ttlSeconds: 300, isBefore: true } },
      { ...rewritten, no_breakpoint: 20_000 },
    ],
    ['a prompt too short', { cacheMinimumTokens: 40_000 }, { ...rewritten, below_minimum: 20_000 }],
  ])('names %s', (_, change, missed) => {
    expect(missesOf({ ...prompt, ...change })).toEqual(missed);
  });

  it('names a model that has seen nothing of the conversation, and a conversation that nobody has', () => {
    const { own: _own, ...unused } = prompt;
    expect(missesOf(unused)).toEqual({ model_switched: 20_000, prefix_changed: 5_000 });
    const { before: _before, ...first } = unused;
    expect(missesOf({ ...first, writableTokens: 28_000 })).toEqual({ cold_start: 28_000 });
    expect(missesOf({ ...first, cacheMinimumTokens: 40_000 })).toEqual({});
  });
});

describe('the misses of a conversation', () => {
  it('add up to what the prompts before had and these did not read', () => {
    const anyPath = fc.array(fc.constantFrom('r', 'e'), { minLength: 20, maxLength: 20 });
    const anyCaches = fc.constantFrom(simpleCacheModel, breakpointCacheModel);
    fc.assert(
      fc.property(
        anyTrajectory(20),
        anyPath,
        anyPair,
        anyCaches,
        fc.nat(2),
        ({ turns }, path, tiers, cacheModel, pings) => {
          const { missed, read } = play(turns, path.join(''), { tiers, cacheModel, pings });
          const { cold_start: _first = 0, prefix_changed: rewritten = 0, ...unread } = missed;
          let shared = 0;
          let both = 0;
          for (const [index, turn] of turns.entries()) {
            const before = turns[index - 1];
            if (before === undefined) continue;
            const least = Math.min(before.inputTokens, turn.inputTokens);
            const missing = (tokens: number): number => Math.max(0, Math.min(tokens, least) - (read[index] ?? 0));
            both += missing(least);
            // a recording may claim more in common than the prompt before was long
            shared += missing(turn.sharedPrefixTokens);
          }
          expect(total(unread)).toBe(shared);
          expect(total(unread) + rewritten).toBe(both);
        },
      ),
    );
  });

  it('cost what pings save: the bill without pings is the bill with them, less these, and the lapses that they prevent', () => {
    fc.assert(
      fc.property(anyTrajectory(20), anyPair, fc.nat(4), ({ turns }, tiers, pings) => {
        const unkept = play(turns, '', { tiers });
        const kept = play(turns, '', { tiers, pings });
        expect(unkept.nanoUsd - unkept.lapsedNanoUsd).toBe(kept.nanoUsd - kept.pingNanoUsd - kept.lapsedNanoUsd);
      }),
    );
  });

  it('count a pinged cache that was let go as lapsed', () => {
    const turns = [0, 580].map((atSeconds) => turnOf({ atSeconds, sharedPrefixTokens: 20_000 }));
    expect(play(turns, '', { pings: 1 }).missed).toEqual({ cold_start: 20_000, lapsed: 20_000 });
  });

  it('count both attempts at a turn that was answered twice', () => {
    const turns = growing('rs').turns.map((turn) => ({ ...turn, stopReason: 'end_turn' }));
    const setting = { tiers: pair55, caching: true, secondWorthUsd: 0, finalResponse: 'reasoning' } as const;
    const choose = ({ simple }: TurnView): Tier => (simple ? 'execution' : 'reasoning');
    const played = playConversation(turns, { setting, caches: simpleCacheModel(turns), policy: { choose } });
    expect(played).toMatchObject({ discardedFinals: 1, missed: { cold_start: 20_000, model_switched: 20_000 } });
  });

  it('are none with caching off', () => {
    expect(play(growing('rrr').turns, 'rer', { caching: false }).missed).toEqual({});
  });
});

describe('sumOfMissed', () => {
  it('adds reason by reason and names no reason without tokens', () => {
    expect(sumOfMissed({ lapsed: 2, cold_start: 1 }, { lapsed: 3, model_switched: 0 })).toEqual({
      lapsed: 5,
      cold_start: 1,
    });
  });
});
