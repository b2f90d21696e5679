import { describe, expect, test } from 'vitest';
import { type Attempt, capabilitiesOf, latencyModelsOf, listPrices, type Usage } from '../core/index.ts';
import { type BilledModel, type BillInput, billOf } from './bill.ts';

const atMs = Date.UTC(2026, 10, 20);
const sonnet = 'claude-sonnet-5-5';
const haiku = 'claude-haiku-5-5';

const usage: Usage = { inputTokens: 10, outputTokens: 100, cacheReadTokens: 9_000, cacheWriteTokens: 990 };
const cold: Usage = { inputTokens: 10, outputTokens: 100, cacheReadTokens: 0, cacheWriteTokens: 9_990 };

function attempt(model: string, more: Partial<Attempt> = {}): Attempt {
  const tier = model === sonnet ? 'reasoning' : 'execution';
  return { purpose: 'turn', tier, model, startedAtMs: atMs, durationMs: 900, end: 'complete', usage, ...more };
}

function billed(model: string): BilledModel {
  return { model, capabilities: capabilitiesOf(model), latency: latencyModelsOf(model) };
}

function bill(model: string, more: Partial<BillInput> = {}) {
  return billOf({
    attempts: [attempt(model)],
    prices: listPrices,
    home: billed(sonnet),
    served: billed(model),
    isHome: model === sonnet,
    homeCachedTokens: 9_000,
    baselineCachedTokens: 9_000,
    caching: true,
    ttl: '5m',
    ...more,
  });
}

describe('a turn at home', () => {
  test('with equal caches on both sides costs exactly the baseline', () => {
    const nano = 10 * 2_000 + 9_000 * 100 + 990 * 2_500 + 100 * 10_000;
    expect(bill(sonnet)?.bill).toMatchObject({ costNanoUsd: nano, baselineNanoUsd: nano, savedNanoUsd: 0 });
  });

  test('keeps the details of its usage in the baseline: an hour, several calls, a region', () => {
    const detailed: Usage = {
      ...usage,
      cacheWrite1hTokens: 600,
      cacheWrite5mTokens: 390,
      inferenceGeo: 'us',
      webSearchRequests: 2,
    };
    expect(bill(sonnet, { attempts: [attempt(sonnet, { usage: detailed })] })?.bill.savedNanoUsd).toBe(0);
  });

  test('that writes again what never routing would have kept is a loss', () => {
    const after = bill(sonnet, { attempts: [attempt(sonnet, { usage: cold })], homeCachedTokens: 0 });
    expect(after?.bill.savedNanoUsd).toBe(-9_000 * (2_500 - 100));
    expect(after).toMatchObject({ baselineReadTokens: 9_000, baselineCachedAfter: 9_990 });
  });

  test('whose cache was evicted would have found it evicted at all times', () => {
    expect(bill(sonnet, { attempts: [attempt(sonnet, { usage: cold })] })?.bill.savedNanoUsd).toBe(0);
  });

  test('that rewrites for an hour is compared with reading that hour', () => {
    const hour: Usage = { ...cold, cacheWrite1hTokens: 9_990, cacheWrite5mTokens: 0 };
    const after = bill(sonnet, { attempts: [attempt(sonnet, { usage: hour })], homeCachedTokens: 0, ttl: '1h' });
    expect(after?.bill.savedNanoUsd).toBe(-9_000 * (4_000 - 100));
  });
});

describe('a turn away', () => {
  test('is compared with the same tokens at home, from the cache that home alone would have kept', () => {
    const after = bill(haiku, { attempts: [attempt(haiku, { usage: cold })], homeCachedTokens: 5_000 });
    const cost = 10 * 100 + 9_990 * 125 + 100 * 500;
    const baseline = 10 * 2_000 + 9_000 * 100 + 990 * 2_500 + 100 * 10_000;
    expect(after?.bill).toMatchObject({
      costNanoUsd: cost,
      baselineNanoUsd: baseline,
      savedNanoUsd: baseline - cost,
    });
  });

  test('counts the tokens of the other tokenizer', () => {
    const legacy = 'claude-haiku-4-5';
    const after = bill(legacy, { attempts: [attempt(legacy, { usage: cold })], baselineCachedTokens: 0 });
    expect(after?.bill.baselineNanoUsd).toBe(13 * 2_000 + 12_987 * 2_500 + 130 * 10_000);
    const back = bill(haiku, {
      home: billed('claude-sonnet-4-5'),
      attempts: [attempt(haiku, { usage: { ...cold, inputTokens: 0, cacheWriteTokens: 13_000 } })],
      baselineCachedTokens: 0,
    });
    expect(back?.baselineCachedAfter).toBe(10_000);
  });

  test('below the minimum of the model that answered, home caches all the same', () => {
    const plain: Usage = { inputTokens: 3_000, outputTokens: 10, cacheReadTokens: 0, cacheWriteTokens: 0 };
    const legacy = 'claude-haiku-4-5';
    const home = billed('claude-sonnet-4-5');
    const after = bill(legacy, { home, attempts: [attempt(legacy, { usage: plain })], baselineCachedTokens: 2_000 });
    expect(after).toMatchObject({ baselineReadTokens: 2_000, baselineCachedAfter: 3_000 });
  });

  test('below the minimum of home, and without breakpoints, the baseline is plain input', () => {
    const short: Usage = { inputTokens: 0, outputTokens: 10, cacheReadTokens: 0, cacheWriteTokens: 600 };
    const home = billed('claude-sonnet-4-5');
    const below = bill(haiku, { home, attempts: [attempt(haiku, { usage: short })], baselineCachedTokens: 0 });
    expect(below?.baselineCachedAfter).toBe(0);
    const uncached = { ...cold, inputTokens: 10_000, cacheWriteTokens: 0 };
    const without = bill(haiku, {
      attempts: [attempt(haiku, { usage: uncached })],
      caching: false,
      baselineCachedTokens: 0,
    });
    expect(without?.bill.baselineNanoUsd).toBe(10_000 * 2_000 + 100 * 10_000);
  });

  test('writes for an hour where the request asks for it', () => {
    const after = bill(haiku, { attempts: [attempt(haiku, { usage: cold })], baselineCachedTokens: 0, ttl: '1h' });
    expect(after?.bill.baselineNanoUsd).toBe(10 * 2_000 + 9_990 * 4_000 + 100 * 10_000);
  });

  test('takes the modelled time of both models', () => {
    const after = bill(haiku, { attempts: [attempt(haiku, { usage: cold })] });
    expect(after?.servedSeconds).toBeCloseTo(0.11 + 0.018 * 10 + 0.881, 6);
    expect(after?.bill.baselineMs).toBe(Math.round((1.57 + 0.018 * 1 + (1.16 * 9_000) / 100_000 + 1.418) * 1000));
  });
});

describe('what is not known', () => {
  test('a model without a price has no cost, and so no saving', () => {
    const after = bill('claude-unheard-of');
    expect(after?.bill).not.toHaveProperty('costNanoUsd');
    expect(after?.bill).not.toHaveProperty('savedNanoUsd');
    expect(after?.bill.baselineNanoUsd).toBeGreaterThan(0);
  });

  test('the model that the reply names is the one that is billed', () => {
    const after = bill(sonnet, { attempts: [attempt(sonnet, { repliedModel: 'claude-unheard-of' })] });
    expect(after?.bill).not.toHaveProperty('costNanoUsd');
  });

  test('a reply without usage has no bill', () => {
    const { usage: _usage, ...failed } = attempt(sonnet);
    expect(bill(sonnet, { attempts: [failed] })).toBeUndefined();
    expect(bill(sonnet, { attempts: [] })).toBeUndefined();
  });
});

test('an escalated turn costs both attempts', () => {
  const attempts = [attempt(haiku), attempt(sonnet, { purpose: 'escalation' })];
  const alone = bill(haiku)?.bill.costNanoUsd ?? 0;
  const after = bill(sonnet, { attempts });
  expect(after?.bill.savedNanoUsd).toBe(-alone);
  const { usage: _usage, ...silent } = attempt(haiku);
  expect(bill(sonnet, { attempts: [silent, attempt(sonnet)] })?.bill).not.toHaveProperty('costNanoUsd');
});
