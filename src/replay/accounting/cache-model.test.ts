import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyTrajectory, growing, turnOf } from '../trajectory.fixture.ts';
import { breakpointCacheModel, simpleCacheModel } from './cache-model.ts';
import { rangeMinimum } from './range-minimum.ts';

const model = { cacheMinimumTokens: 1_024 };

describe('the breakpoint cache model', () => {
  const turnsWith = (newBlocks: number) => growing('rrr').turns.map((turn) => ({ ...turn, newBlocks }));

  it('finds a prompt that ended at most 20 blocks before', () => {
    expect(breakpointCacheModel(turnsWith(10)).reach(0, 2, model)).toBe(20_000);
    expect(breakpointCacheModel(turnsWith(11)).reach(0, 2, model)).toBe(0);
    expect(breakpointCacheModel(turnsWith(11)).reach(1, 2, model)).toBe(21_000);
  });

  it('finds nothing of a prompt that was too short for the model to write', () => {
    const turns = [turnOf({ inputTokens: 3_000 }), turnOf({ inputTokens: 5_000, sharedPrefixTokens: 3_000 })];
    expect(breakpointCacheModel(turns).reach(0, 1, { cacheMinimumTokens: 4_096 })).toBe(0);
    expect(breakpointCacheModel(turns).reach(0, 1, model)).toBe(3_000);
  });

  it('counts a call and its result for each tool where the source does not know the blocks', () => {
    const tools = Array.from({ length: 6 }, () => 'Read');
    const turns = growing('rrrr').turns.map((turn) => ({ ...turn, tools }));
    expect(breakpointCacheModel(turns).reach(0, 1, model)).toBe(20_000);
    expect(breakpointCacheModel(turns).reach(0, 2, model)).toBe(0);
  });

  it('takes for the last breakpoint what was billed: behind it all is plain input, without one nothing is cached', () => {
    const billed = [
      { inputTokens: 20_000, cacheReadTokens: 0, cacheWriteTokens: 18_000 },
      { inputTokens: 22_000, cacheReadTokens: 18_000, cacheWriteTokens: 3_000 },
      { inputTokens: 24_000, cacheReadTokens: 0, cacheWriteTokens: 0 },
      { inputTokens: 25_000 },
    ];
    const turns = billed.map((turn) => turnOf({ ...turn, sharedPrefixTokens: turn.inputTokens - 1_000 }));
    const { reach, writableTokens } = breakpointCacheModel(turns);
    expect(turns.map((_, index) => writableTokens(index))).toEqual([18_000, 21_000, 0, undefined]);
    expect([reach(0, 1, model), reach(1, 2, model), reach(2, 3, model)]).toEqual([18_000, 0, 0]);
  });

  it('never finds more than the simple model, where that asks no less of a prompt', () => {
    fc.assert(
      fc.property(anyTrajectory(12), fc.nat(11), fc.nat(11), ({ turns }, one, other) => {
        const [from, to] = [Math.min(one, other), Math.max(one, other)];
        if (from === to || to >= turns.length) return;
        expect(breakpointCacheModel(turns).reach(from, to, model)).toBeLessThanOrEqual(
          simpleCacheModel(turns).reach(from, to, model),
        );
      }),
    );
  });
});

describe('rangeMinimum', () => {
  it('is the smallest value of any range', () => {
    fc.assert(
      fc.property(fc.array(fc.integer(), { minLength: 1, maxLength: 70 }), fc.nat(), fc.nat(), (values, one, other) => {
        const [from = 0, to = 0] = [one % values.length, other % values.length].toSorted((a, b) => a - b);
        expect(rangeMinimum(values)(from, to)).toBe(Math.min(...values.slice(from, to + 1)));
      }),
    );
  });
});
