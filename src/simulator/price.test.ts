import { describe, expect, it } from 'vitest';
import { findModel, models } from './model-table.ts';
import { costOf } from './price.ts';
import type { Usage } from './usage.ts';

const today = Date.UTC(2026, 10, 22);
const million = 1_000_000;

function usage(change: Partial<Usage>): Usage {
  return {
    input_tokens: 0,
    cache_creation_input_tokens: 0,
    cache_read_input_tokens: 0,
    cache_creation: { ephemeral_5m_input_tokens: 0, ephemeral_1h_input_tokens: 0 },
    output_tokens: 0,
    output_tokens_details: { thinking_tokens: 0 },
    server_tool_use: null,
    service_tier: 'standard',
    inference_geo: 'global',
    speed: 'standard',
    ...change,
  };
}

/** Dollars of a usage on a model. */
function dollars(name: string, change: Partial<Usage>, atMs = today): number {
  const model = findModel(name);
  if (model === undefined) throw new Error(`No model ${name}`);
  return costOf(model, usage(change), atMs) / 1e12;
}

const writes = (short: number, long: number) => ({
  cache_creation_input_tokens: short + long,
  cache_creation: { ephemeral_5m_input_tokens: short, ephemeral_1h_input_tokens: long },
});

describe('the price of a request', () => {
  it.each([
    ['claude-fable-5-2', 8, 40, 10, 16, 0.2],
    ['claude-fable-5-1', 10, 50, 12.5, 20, 0.25],
    ['claude-fable-5', 10, 50, 12.5, 20, 1],
    ['claude-opus-5-5', 4, 20, 5, 8, 0.2],
    ['claude-opus-5', 5, 25, 6.25, 10, 0.5],
    ['claude-opus-4-5', 5, 25, 6.25, 10, 0.5],
    ['claude-sonnet-5-5', 2, 10, 2.5, 4, 0.1],
    ['claude-sonnet-5', 2, 10, 2.5, 4, 0.2],
    ['claude-sonnet-4-6', 3, 15, 3.75, 6, 0.3],
    ['claude-sonnet-4-5-20250929', 3, 15, 3.75, 6, 0.3],
    ['claude-haiku-4-5', 1, 5, 1.25, 2, 0.1],
  ])('%s per million tokens', (name, input, output, write5m, write1h, read) => {
    expect(dollars(name, { input_tokens: million })).toBe(input);
    expect(dollars(name, { output_tokens: million })).toBe(output);
    expect(dollars(name, writes(million, 0))).toBe(write5m);
    expect(dollars(name, writes(0, million))).toBe(write1h);
    expect(dollars(name, { cache_read_input_tokens: million })).toBe(read);
  });

  it('of a Haiku 5.5 prompt above 100,000 tokens, cached ones included, is five times higher, output too', () => {
    const read = (tokens: number) =>
      dollars('claude-haiku-5-5', { cache_read_input_tokens: tokens, output_tokens: 10_000 });
    expect(read(100_000)).toBe(0.001 + 0.005);
    expect(read(100_001)).toBeCloseTo(5 * (0.001 + 0.005), 6);
    expect(dollars('claude-haiku-5-5', writes(60_000, 60_000))).toBe(0.0375 + 0.06);
  });

  it('of a Sonnet 5.5 cache read was twice as high before 7 October 2026', () => {
    const cost = (atMs: number) => dollars('claude-sonnet-5-5', { cache_read_input_tokens: million }, atMs);
    expect([cost(Date.UTC(2026, 9, 7) - 1), cost(Date.UTC(2026, 9, 7))]).toEqual([0.2, 0.1]);
  });

  it('doubles in fast mode and grows by a tenth for inference in the US', () => {
    const used = { input_tokens: million };
    expect(dollars('claude-opus-5-5', { ...used, speed: 'fast' })).toBe(8);
    expect(dollars('claude-opus-5-5', { ...used, inference_geo: 'us' })).toBe(4.4);
    expect(dollars('claude-haiku-4-5', { ...used, inference_geo: 'us' })).toBe(1);
  });

  it('is made of whole pico-dollars', () => {
    const prices = models.flatMap((model) => model.prices.flatMap((period) => Object.values(period.prices)));
    expect(prices.every(Number.isSafeInteger)).toBe(true);
  });
});
