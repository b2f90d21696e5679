import { describe, expect, it } from 'vitest';
import type { CachedPrefix, Usage } from '../core/index.ts';
import { type EndedTurn, type LeftCache, leftCacheOf, missesOf, noCaches, withCache } from './cache-history.ts';

const parts = { tools: 't', system: 's', effort: 'e' };
const home: LeftCache = {
  model: 'claude-sonnet-5-5',
  touchedAtMs: 0,
  readableTokens: 10_000,
  cachedTokens: 10_000,
  ttl: '5m',
  parts,
};

function turn(
  change: Partial<EndedTurn> & { readonly readTokens?: number; readonly promptTokens?: number } = {},
): EndedTurn {
  const { readTokens = 0, promptTokens = 12_000, ...more } = change;
  const usage: Usage = {
    inputTokens: 10,
    outputTokens: 50,
    cacheReadTokens: readTokens,
    cacheWriteTokens: promptTokens - readTokens - 10,
  };
  return {
    model: 'claude-sonnet-5-5',
    startedAtMs: 60_000,
    usage,
    caching: true,
    minimumTokens: 512,
    parts,
    heldTokens: 10_000,
    sharedShare: 'appends',
    diagnosis: undefined,
    ...more,
  };
}

function leftBy(cached: readonly CachedPrefix[]): LeftCache {
  const event = { servedModel: 'claude-sonnet-5-5', startedAtMs: 0, attempts: [] };
  return leftCacheOf(event, { promptTokens: 10_000, cached });
}

const history = withCache(noCaches, home);

describe('leftCacheOf', () => {
  it('takes what stands behind a breakpoint that moves for nobody’s to read, but not what a fixed one leaves out', () => {
    expect(leftBy([{ key: 'k', tokens: 9_990, ttl: '5m' }])).toMatchObject({
      readableTokens: 9_990,
      cachedTokens: 9_990,
    });
    expect(leftBy([{ key: 'k', tokens: 3_000, ttl: '1h' }])).toMatchObject({
      readableTokens: 10_000,
      cachedTokens: 3_000,
      ttl: '1h',
    });
    expect(leftBy([])).toMatchObject({ readableTokens: 10_000, cachedTokens: 0 });
  });
});

describe('missesOf', () => {
  it('finds nothing missed where all that the turn before cached is read', () => {
    expect(missesOf(turn({ readTokens: 10_000 }), history)).toEqual({});
  });

  it('counts a lapse by the start of the last turn, or of the ping after it', () => {
    const late = turn({ startedAtMs: 400_000, heldTokens: 0 });
    expect(missesOf(late, history)).toMatchObject({ lapsed: 10_000 });
    const pinged = withCache(noCaches, { ...home, touchedAtMs: 285_000 });
    expect(missesOf({ ...late, heldTokens: 10_000 }, pinged)).toMatchObject({ evicted: 10_000 });
  });

  it('names the setting that changed', () => {
    expect(missesOf(turn({ parts: { ...parts, effort: 'other' } }), history)).toMatchObject({
      setting_changed: 10_000,
    });
    expect(missesOf(turn({ parts: { ...parts, tools: 'other' } }), history)).toMatchObject({
      prefix_changed_tools: 10_000,
    });
  });

  it('tells a model that has not seen the conversation from one that was away', () => {
    const away = turn({ model: 'claude-haiku-5-5', heldTokens: 0 });
    expect(missesOf(away, history)).toEqual({ model_switched: 10_000 });
    const detour = withCache(history, {
      ...home,
      model: 'claude-haiku-5-5',
      readableTokens: 11_000,
      cachedTokens: 10_990,
    });
    expect(missesOf(turn({ readTokens: 10_000 }), detour)).toEqual({ model_switched: 1_000 });
  });

  it('counts the earlier prompt in the tokens of the model that answers', () => {
    const legacy = turn({ model: 'claude-haiku-4-5', minimumTokens: 4_096, promptTokens: 9_000 });
    expect(missesOf(legacy, history)).toEqual({ model_switched: 7_693 });
  });

  it('of a fork, counts what it has in common with the conversation it leaves', () => {
    const fork = turn({ readTokens: 6_000, sharedShare: 0.5, promptTokens: 12_000 });
    expect(missesOf(fork, history)).toEqual({ prefix_changed_messages: 4_000 });
    expect(missesOf(turn({ sharedShare: 0 }), history)).toEqual({ cold_start: 11_990 });
  });

  it('knows nothing to miss before the first turn', () => {
    expect(missesOf(turn(), noCaches)).toEqual({ cold_start: 11_990 });
  });
});
