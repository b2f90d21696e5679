import { describe, expect, it } from 'vitest';
import { costOfMisses } from './cost-of-misses.ts';

const atMs = Date.UTC(2026, 10, 25);
const model = 'claude-sonnet-5-5';
const usage = { inputTokens: 0, outputTokens: 100, cacheReadTokens: 0, cacheWriteTokens: 0 };

describe('costOfMisses', () => {
  it('is what a written token costs beyond a read one: $2.40 a million on Sonnet 5.5', () => {
    const written = { ...usage, cacheWriteTokens: 100_000 };
    const missed = { lapsed: 60_000, model_switched: 30_000 };
    expect(costOfMisses({ usage: written, model, atMs, missed })).toEqual({
      lapsed: 144_000_000,
      model_switched: 72_000_000,
    });
  });

  it('takes what was not written out of plain input', () => {
    const plain = { ...usage, inputTokens: 100_000, cacheWriteTokens: 10_000 };
    const costs = costOfMisses({ usage: plain, model, atMs, missed: { no_breakpoint: 20_000 } });
    expect(costs).toEqual({ no_breakpoint: 24_000_000 + 19_000_000 });
  });

  it('takes the writes that live an hour at their own price, and before the others', () => {
    const mixed = { ...usage, cacheWriteTokens: 20_000, cacheWrite5mTokens: 10_000, cacheWrite1hTokens: 10_000 };
    expect(costOfMisses({ usage: mixed, model, atMs, missed: { lapsed: 15_000 } })).toEqual({
      lapsed: 39_000_000 + 12_000_000,
    });
  });

  it('never counts more than was billed', () => {
    const few = { ...usage, cacheWriteTokens: 1_000 };
    expect(costOfMisses({ usage: few, model, atMs, missed: { lapsed: 5_000, evicted: 5_000 } })).toEqual({
      lapsed: 2_400_000,
      evicted: 0,
    });
  });

  it('knows nothing of a model without a price, nor of several calls in one usage', () => {
    const missed = { lapsed: 1_000 };
    expect(costOfMisses({ usage, model: 'unknown', atMs, missed })).toBeUndefined();
    const iterations = [{ type: 'message', ...usage }];
    expect(costOfMisses({ usage: { ...usage, iterations }, model, atMs, missed })).toBeUndefined();
  });
});
