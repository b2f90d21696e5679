import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changedCacheParts } from './cache-parts.ts';
import { explainMiss, type MissInput, type OwnTurn } from './explain-miss.ts';
import { missReasons } from './miss-reason.ts';

const own: OwnTurn = { sharedTokens: 10_000, cachedTokens: 10_000, ageSeconds: 60, ttlSeconds: 300, changed: [] };

/** A turn that sends 1,000 tokens more than the one before and reads nothing. */
const turn: MissInput = {
  promptTokens: 11_000,
  readTokens: 0,
  writtenTokens: 11_000,
  caching: true,
  minimumTokens: 512,
  before: { sharedTokens: 10_000, rewrittenTokens: 0 },
  own,
  heldTokens: 10_000,
  diagnosis: undefined,
};

const first: MissInput = { ...turn, before: undefined, own: undefined, heldTokens: 0 };

describe('explainMiss', () => {
  it.each<[string, Partial<MissInput>, object]>([
    ['nothing is missed by a turn that reads all it shares', { readTokens: 10_000 }, {}],
    ['the first turn writes for those to come', first, { cold_start: 11_000 }],
    ['the first turn of a client that caches nothing misses nothing', { ...first, writtenTokens: 0 }, {}],
    ['the time was up', { own: { ...own, ageSeconds: 301 } }, { lapsed: 10_000 }],
    [
      'the time was not up within the hour that was paid for',
      { own: { ...own, ageSeconds: 301, ttlSeconds: 3_600 } },
      { evicted: 10_000 },
    ],
    [
      'the tools changed, whatever else did',
      { own: { ...own, ageSeconds: 301, changed: ['system', 'tools'] } },
      { prefix_changed_tools: 10_000 },
    ],
    [
      'the system prompt changed',
      { own: { ...own, changed: ['system', 'effort'] } },
      { prefix_changed_system: 10_000 },
    ],
    ['a setting changed that keys the cache', { own: { ...own, changed: ['effort'] } }, { setting_changed: 10_000 }],
    ['another model had the conversation until now', { own: undefined }, { model_switched: 10_000 }],
    [
      'the model was away for the last turns',
      { readTokens: 6_000, own: { ...own, sharedTokens: 6_000, cachedTokens: 6_000 } },
      { model_switched: 4_000 },
    ],
    [
      'the model was away, and its cache lapsed meanwhile',
      { own: { ...own, sharedTokens: 6_000, cachedTokens: 6_000, ageSeconds: 400 } },
      { lapsed: 6_000, model_switched: 4_000 },
    ],
    ['the API dropped it early', {}, { evicted: 10_000 }],
    ['the API dropped a part of it', { readTokens: 4_000 }, { evicted: 6_000 }],
    ['the entry lies too far before the breakpoint', { heldTokens: 0 }, { no_breakpoint: 10_000 }],
    ['the client sets no breakpoint', { caching: false, writtenTokens: 0, heldTokens: 0 }, { no_breakpoint: 10_000 }],
    [
      'the turn before had cached its head only',
      { readTokens: 3_000, own: { ...own, cachedTokens: 3_000 } },
      { no_breakpoint: 7_000 },
    ],
    [
      'the prompt is too short to be cached',
      { minimumTokens: 20_000, writtenTokens: 0, heldTokens: 0 },
      { below_minimum: 10_000 },
    ],
    [
      'the client wrote its history anew from a point on',
      {
        readTokens: 6_000,
        before: { sharedTokens: 6_000, rewrittenTokens: 4_000 },
        own: { ...own, sharedTokens: 6_000 },
      },
      { prefix_changed_messages: 4_000 },
    ],
    [
      'a history that was cut has nothing to miss behind the cut',
      {
        promptTokens: 6_100,
        readTokens: 6_000,
        before: { sharedTokens: 6_000, rewrittenTokens: 4_000 },
        own: { ...own, sharedTokens: 6_000 },
      },
      { prefix_changed_messages: 100 },
    ],
    ['the API knows better', { diagnosis: { type: 'tools_changed' } }, { prefix_changed_tools: 10_000 }],
    ['the API has no diagnosis', { diagnosis: { type: 'unavailable' } }, { evicted: 10_000 }],
  ])('%s', (_because, change, misses) => {
    expect(explainMiss({ ...turn, ...change })).toEqual(misses);
  });

  it('explains every token that could have been read and was not, and no other', () => {
    const tokens = fc.nat(100_000);
    const ownTurns = fc.record({
      sharedTokens: tokens,
      cachedTokens: tokens,
      ageSeconds: fc.nat(5_000),
      ttlSeconds: fc.constantFrom(300, 3_600),
      changed: fc.subarray(['tools', 'system', 'thinking']),
    });
    const inputs = fc.record({
      promptTokens: tokens,
      readTokens: tokens,
      writtenTokens: tokens,
      caching: fc.boolean(),
      minimumTokens: fc.constantFrom(512, 4_096),
      before: fc.record({ sharedTokens: tokens, rewrittenTokens: fc.constant(0) }),
      own: fc.option(ownTurns, { nil: undefined }),
      heldTokens: tokens,
      diagnosis: fc.constant(undefined),
    });
    fc.assert(
      fc.property(inputs, (any) => {
        const input = { ...any, readTokens: Math.min(any.readTokens, any.promptTokens) };
        const misses = explainMiss(input);
        const sum = Object.values(misses).reduce((all, some) => all + some, 0);
        const readable = Math.min(input.promptTokens, input.before.sharedTokens);
        expect(sum).toBe(Math.max(0, readable - input.readTokens));
        for (const [reason, some] of Object.entries(misses)) {
          expect(missReasons).toContain(reason);
          expect(some).toBeGreaterThan(0);
        }
      }),
    );
  });
});

describe('changedCacheParts', () => {
  it('names the parts that differ, and those that only one has', () => {
    expect(changedCacheParts({ tools: 'a', system: 'b' }, { tools: 'a', system: 'c', effort: 'd' })).toEqual([
      'system',
      'effort',
    ]);
  });
});
