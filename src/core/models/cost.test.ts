import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Usage } from '../usage.ts';
import { costOf, nanoToUsd } from './cost.ts';
import { modelTable } from './model-table.ts';
import { createPriceBook, priceAt } from './price-book.ts';
import { knowinglyUnpriced, priceTable } from './price-table.ts';

const atMs = Date.parse('2026-11-22');

function usageOf(usage: Partial<Usage>): Usage {
  return { inputTokens: 0, outputTokens: 0, cacheReadTokens: 0, cacheWriteTokens: 0, ...usage };
}

function costUsd(model: string, usage: Partial<Usage>): number | undefined {
  const cost = costOf({ usage: usageOf(usage), model, atMs });
  return cost === undefined ? undefined : nanoToUsd(cost);
}

describe('costOf', () => {
  it('prices a warm turn: what is new is written, the rest read', () => {
    // 50,000 read at 0.10, 2,000 written at 2.50, 300 out at 10 dollars per million
    const warm = { cacheReadTokens: 50_000, cacheWriteTokens: 2_000, outputTokens: 300 };
    expect(costUsd('claude-sonnet-5-5', warm)).toBe(0.013);
    expect(costUsd('claude-haiku-5-5', warm)).toBe(0.0009);
  });

  it('prices a cold rewrite: 152,000 tokens on Haiku 4.5', () => {
    expect(costUsd('claude-haiku-4-5', { cacheWriteTokens: 152_000, outputTokens: 300 })).toBe(0.1915);
  });

  it('charges the whole Haiku 5.5 request, output included, at the band of its prompt; cached tokens count', () => {
    const edge = { inputTokens: 40_000, cacheReadTokens: 30_000, cacheWriteTokens: 30_000, outputTokens: 1_000 };
    const below = 0.004 + 0.0003 + 0.00375 + 0.0005;
    expect(costUsd('claude-haiku-5-5', edge)).toBeCloseTo(below, 12);
    expect(costUsd('claude-haiku-5-5', { ...edge, inputTokens: 40_001 })).toBeCloseTo(5 * (below + 1e-7), 12);
    expect(costUsd('claude-haiku-5-5', { ...edge, cacheReadTokens: 30_001 })).toBeCloseTo(5 * (below + 1e-8), 12);
  });

  it('prices one-hour writes at twice the input, and unsplit writes as five-minute ones', () => {
    const written = { cacheWriteTokens: 1_000_000 };
    expect(costUsd('claude-sonnet-5-5', written)).toBe(2.5);
    expect(costUsd('claude-sonnet-5-5', { ...written, cacheWrite1hTokens: 1_000_000 })).toBe(4);
    expect(costUsd('claude-sonnet-5-5', { ...written, cacheWrite5mTokens: 400_000, cacheWrite1hTokens: 600_000 })).toBe(
      3.4,
    );
    expect(costUsd('claude-sonnet-5-5', { ...written, cacheWrite5mTokens: 400_000 })).toBe(3.4);
  });

  it('costs 1.1 times in the US, where the model offers it', () => {
    expect(costUsd('claude-sonnet-5-5', { outputTokens: 1_000, inferenceGeo: 'us' })).toBe(0.011);
    expect(costUsd('claude-sonnet-5-5', { outputTokens: 1_000, inferenceGeo: 'global' })).toBe(0.01);
    expect(costUsd('claude-haiku-4-5', { outputTokens: 1_000, inferenceGeo: 'us' })).toBeUndefined();
  });

  it('costs twice in fast mode on Opus 5.5 and has no price for it elsewhere', () => {
    expect(costUsd('claude-opus-5-5', { inputTokens: 1_000_000, outputTokens: 1_000_000, speed: 'fast' })).toBe(48);
    expect(costUsd('claude-sonnet-5-5', { outputTokens: 1, speed: 'fast' })).toBeUndefined();
    expect(costUsd('claude-sonnet-5-5', { outputTokens: 1_000, speed: 'standard' })).toBe(0.01);
  });

  it('costs half in a batch and is unpriced on a tier paid by commitment', () => {
    expect(costUsd('claude-sonnet-5-5', { outputTokens: 1_000, serviceTier: 'batch' })).toBe(0.005);
    expect(costUsd('claude-sonnet-5-5', { outputTokens: 1_000, serviceTier: 'priority' })).toBeUndefined();
  });

  it('adds a cent for each web search, whatever the multipliers', () => {
    expect(costUsd('claude-sonnet-5-5', { webSearchRequests: 3, serviceTier: 'batch', inferenceGeo: 'us' })).toBe(0.03);
  });

  it('rounds half to even once, at the end', () => {
    // Haiku 5.5 reads cost 10 nano-dollars a token; in the US and batched 5.5.
    const halved = { serviceTier: 'batch', inferenceGeo: 'us' };
    const nano = (cacheReadTokens: number) =>
      costOf({ usage: usageOf({ ...halved, cacheReadTokens }), model: 'claude-haiku-5-5', atMs });
    expect([1, 2, 3, 5].map(nano)).toEqual([6, 11, 16, 28]);
  });

  it('prices iterations one by one, each by its own model and its own band', () => {
    const entry = { type: 'message', inputTokens: 60_000, outputTokens: 0, cacheReadTokens: 0, cacheWriteTokens: 0 };
    const two = { inputTokens: 60_000, iterations: [entry, { ...entry, type: 'compaction' }] };
    expect(costUsd('claude-haiku-5-5', two)).toBe(0.012);
    const advised = { iterations: [entry, { ...entry, model: 'claude-opus-5-5' }] };
    expect(costUsd('claude-haiku-5-5', advised)).toBe(0.006 + 0.24);
    expect(costUsd('claude-haiku-5-5', { iterations: [entry, { ...entry, model: 'claude-next' }] })).toBeUndefined();
    expect(costUsd('claude-haiku-5-5', { inputTokens: 60_000, iterations: [] })).toBe(0.006);
  });

  it('takes the lifetime of iteration writes from the whole usage, and knows none where that is mixed', () => {
    const entry = { type: 'message', inputTokens: 0, outputTokens: 0, cacheReadTokens: 0, cacheWriteTokens: 1_000 };
    const totals = { cacheWriteTokens: 1_000, iterations: [entry] };
    expect(costUsd('claude-sonnet-5-5', totals)).toBe(0.0025);
    expect(costUsd('claude-sonnet-5-5', { ...totals, cacheWrite1hTokens: 1_000 })).toBe(0.004);
    const mixed = { ...totals, cacheWrite1hTokens: 500 };
    expect(costUsd('claude-sonnet-5-5', mixed)).toBeUndefined();
    const unwritten = { ...entry, outputTokens: 1_000, cacheWriteTokens: 0 };
    expect(costUsd('claude-sonnet-5-5', { ...mixed, iterations: [unwritten] })).toBe(0.01);
  });

  it.each([
    ['an unknown model', 'claude-sonnet-9', {}],
    ['negative tokens', 'claude-sonnet-5-5', { inputTokens: -1 }],
    ['a fraction of a token', 'claude-sonnet-5-5', { outputTokens: 0.5 }],
    ['a negative number of searches', 'claude-sonnet-5-5', { webSearchRequests: -1 }],
    ['NaN', 'claude-sonnet-5-5', { cacheReadTokens: Number.NaN }],
    ['more than can be counted exactly', 'claude-sonnet-5-5', { inputTokens: Number.MAX_SAFE_INTEGER }],
    ['more one-hour writes than writes', 'claude-sonnet-5-5', { cacheWrite1hTokens: 1 }],
    ['a speed of tomorrow', 'claude-opus-5-5', { speed: 'warp' }],
    ['a region of tomorrow', 'claude-opus-5-5', { inferenceGeo: 'eu' }],
  ])('does not know the cost of %s', (_, model, usage) => {
    expect(costUsd(model, { ...usage })).toBeUndefined();
  });

  it('is exact for ten million tokens of each kind at the dearest price with every multiplier', () => {
    const many = { cacheWriteTokens: 10_000_000, cacheWrite1hTokens: 10_000_000, speed: 'fast', inferenceGeo: 'us' };
    expect(costUsd('claude-opus-5-5', many)).toBe(176);
    const written = { outputTokens: 10_000_000, inferenceGeo: 'us' };
    expect(costUsd('claude-fable-5-2', { ...written, speed: 'fast' })).toBe(880);
    expect(costUsd('claude-fable-5-2', { ...written, speed: 'fast', serviceTier: 'batch' })).toBe(440);
    expect(costUsd('claude-fable-5-1', written)).toBe(550);
  });

  it('takes the prices of another book, for iterations too', () => {
    const [row] = priceTable.filter(({ model }) => model === 'claude-haiku-4-5');
    if (row === undefined) throw new Error('no row');
    const book = createPriceBook([{ ...row, model: 'my-own', effectiveFrom: '2026-01-01' }]);
    const million = usageOf({ inputTokens: 1_000_000 });
    expect(costOf({ usage: million, model: 'my-own', atMs }, book)).toBe(1_000_000_000);
    expect(costOf({ usage: million, model: 'my-own', atMs })).toBeUndefined();
    const entry = { type: 'message', inputTokens: 10, outputTokens: 0, cacheReadTokens: 0, cacheWriteTokens: 0 };
    const usage = usageOf({ iterations: [entry, { ...entry, model: 'my-own' }] });
    expect(costOf({ usage, model: 'claude-haiku-4-5', atMs }, book)).toBe(20_000);
    expect(costOf({ usage, model: 'claude-haiku-4-5', atMs })).toBeUndefined();
  });
});

const tokens = fc.nat(2_000_000);
const anyUsage = fc.record({
  inputTokens: tokens,
  outputTokens: tokens,
  cacheReadTokens: tokens,
  cacheWriteTokens: tokens,
  inferenceGeo: fc.constantFrom('global', 'us'),
  serviceTier: fc.constantFrom('standard', 'batch'),
});
const anyModel = fc.constantFrom(...modelTable.filter((row) => row.inferenceGeo).map((row) => row.id));

const anyIteration = fc.record(
  {
    type: fc.constantFrom('message', 'compaction', 'advisor_message', 'fallback_message'),
    model: fc.constantFrom(...modelTable.map((row) => row.id), 'claude-mythos-5', 'gpt-5.5'),
    inputTokens: tokens,
    outputTokens: tokens,
    cacheReadTokens: tokens,
    cacheWriteTokens: tokens,
  },
  { requiredKeys: ['type', 'inputTokens', 'outputTokens', 'cacheReadTokens', 'cacheWriteTokens'] },
);

describe('any cost of several model calls', () => {
  const model = 'claude-sonnet-5-5';
  const costOfCalls = (iterations: NonNullable<Usage['iterations']>) =>
    costOf({ usage: usageOf({ iterations }), model, atMs });

  it('is the sum of what each call costs, in any order, and unknown when one is', () => {
    fc.assert(
      fc.property(fc.array(anyIteration, { minLength: 1, maxLength: 6 }), (calls) => {
        const whole = costOfCalls(calls);
        expect(costOfCalls(calls.toReversed())).toBe(whole);
        const parts = calls.map(({ model: own = model, ...call }) =>
          costOf({ usage: usageOf(call), model: own, atMs }),
        );
        const known = parts.filter((part) => part !== undefined);
        const sum = known.reduce((total, part) => total + part, 0);
        expect(whole).toBe(known.length === parts.length ? sum : undefined);
      }),
    );
  });

  it('is never zero for a model without a price, whatever was used', () => {
    const stranger = fc.string().filter((name) => priceAt(name, atMs) === undefined);
    fc.assert(
      fc.property(fc.oneof(stranger, fc.constantFrom(...knowinglyUnpriced.keys())), anyUsage, (name, usage) => {
        expect(costOf({ usage, model: name, atMs })).toBeUndefined();
      }),
    );
  });
});

describe('any cost', () => {
  it('is a whole number of nano-dollars, not negative', () => {
    fc.assert(
      fc.property(anyUsage, anyModel, (usage, model) => {
        const cost = costOf({ usage, model, atMs }) ?? Number.NaN;
        expect(Number.isSafeInteger(cost) && cost >= 0).toBe(true);
      }),
    );
  });

  it('does not fall when any count of tokens grows', () => {
    const counted = fc.constantFrom('inputTokens', 'outputTokens', 'cacheReadTokens', 'cacheWriteTokens');
    fc.assert(
      fc.property(anyUsage, anyModel, counted, tokens, (usage, model, field, more) => {
        const before = costOf({ usage, model, atMs }) ?? Number.NaN;
        const after = costOf({ usage: { ...usage, [field]: usage[field] + more }, model, atMs }) ?? Number.NaN;
        expect(after).toBeGreaterThanOrEqual(before);
      }),
    );
  });

  it('adds up over calls within one band, to half a nano-dollar a call', () => {
    const read = (cacheReadTokens: number) =>
      costOf({
        usage: usageOf({ cacheReadTokens, inferenceGeo: 'us', serviceTier: 'batch' }),
        model: 'claude-haiku-5-5',
        atMs,
      }) ?? Number.NaN;
    fc.assert(
      fc.property(fc.array(fc.nat(10_000), { minLength: 1, maxLength: 10 }), (calls) => {
        const whole = read(calls.reduce((total, call) => total + call, 0));
        const parts = calls.reduce((total, call) => total + read(call), 0);
        expect(Math.abs(whole - parts)).toBeLessThanOrEqual((calls.length + 1) / 2);
      }),
    );
  });

  it('adds up exactly at list prices, which are whole nano-dollars a token', () => {
    fc.assert(
      fc.property(anyUsage, anyUsage, (one, other) => {
        const listed = (usage: Usage) => costOf({ usage, model: 'claude-sonnet-5-5', atMs }) ?? Number.NaN;
        const list = (usage: Usage) => usageOf({ inputTokens: usage.inputTokens, outputTokens: usage.outputTokens });
        const both = usageOf({
          inputTokens: one.inputTokens + other.inputTokens,
          outputTokens: one.outputTokens + other.outputTokens,
        });
        expect(listed(both)).toBe(listed(list(one)) + listed(list(other)));
      }),
    );
  });
});
