import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bandOf, costOf, priceAt } from '../models/index.ts';
import { compilePolicy, type Policy, parseSettings } from './index.ts';

const now = Date.parse('2026-11-25');
const usd = { input: 1, output: 5, write5m: 1.25, write1h: 2, read: 0.1 };

function policyOf(input: unknown): Policy {
  const parsed = parseSettings(input);
  const compiled = parsed.ok ? compilePolicy(parsed.settings) : parsed;
  if ('policy' in compiled) return compiled.policy;
  throw new Error(JSON.stringify(compiled));
}

function problemsOf(input: unknown): readonly string[] {
  const parsed = parseSettings(input);
  if (!parsed.ok) return parsed.problems.map(({ path, message }) => `${path}: ${message}`);
  const compiled = compilePolicy(parsed.settings);
  return compiled.ok ? [] : compiled.problems.map(({ path, message }) => `${path}: ${message}`);
}

describe('own prices', () => {
  test('without any, the policy’s book is the list', () => {
    expect(policyOf({}).prices.at('claude-sonnet-5-5', now)).toBe(priceAt('claude-sonnet-5-5', now));
  });

  test('go before the list, in dollars per million tokens, by model and date', () => {
    const bands = [
      { upToPromptTokens: 50_000, ...usd },
      { ...usd, input: 2 },
    ];
    const rows = [{ model: 'claude-sonnet-5-5', effectiveFrom: '2026-11-01', bands, usInference: true }];
    const { prices } = policyOf({ prices: rows });
    const row = prices.at('claude-sonnet-5-5', now);
    expect(row).toMatchObject({ source: 'settings', checkedOn: '2026-11-01', usInference: true });
    expect(row && bandOf(row, 50_000)?.inputPicoUsd).toBe(1_000_000);
    expect(row && bandOf(row, 50_001)?.inputPicoUsd).toBe(2_000_000);
    const before = Date.parse('2026-10-31');
    expect(prices.at('claude-sonnet-5-5', before)).toBe(priceAt('claude-sonnet-5-5', before));
  });

  test('price a model that no table knows', () => {
    const { prices } = policyOf({ prices: [{ model: 'tuned-7', bands: [usd] }] });
    const usage = { inputTokens: 0, outputTokens: 1_000_000, cacheReadTokens: 0, cacheWriteTokens: 0 };
    expect(costOf({ usage, model: 'tuned-7', atMs: now }, prices)).toBe(5_000_000_000);
    expect(costOf({ usage, model: 'tuned-7', atMs: now })).toBeUndefined();
  });

  test.each<[string, unknown, RegExp]>([
    ['a price below zero', [{ model: 'x', bands: [{ ...usd, read: -1 }] }], /prices\[0\]\.bands\[0\]\.read/],
    ['a missing price', [{ model: 'x', bands: [{ input: 1 }] }], /prices\[0\]\.bands\[0\]\.output/],
    ['no band', [{ model: 'x', bands: [] }], /prices\[0\]\.bands/],
    ['a last band with a limit', [{ model: 'x', bands: [{ ...usd, upToPromptTokens: 5 }] }], /must ascend/],
    ['a day that is none', [{ model: 'x', effectiveFrom: '2026-02-30', bands: [usd] }], /effectiveFrom/],
    ['the same day twice', [1, 2].map(() => ({ model: 'x', bands: [usd] })), /same model and the same day/],
    ['a misspelt member', [{ model: 'x', bands: [usd], form: 1 }], /unknown setting `form`/],
  ])('refuse %s', (_, prices, problem) => {
    expect(problemsOf({ prices }).join('\n')).toMatch(problem);
  });

  test('are whole pico-dollars, whatever they are in dollars', () => {
    const price = fc.double({ min: 0, max: 1_000, noNaN: true });
    fc.assert(
      fc.property(price, price, (input, read) => {
        const { prices } = policyOf({ prices: [{ model: 'x', bands: [{ ...usd, input, read }] }] });
        const [band] = prices.at('x', now)?.bands ?? [];
        expect(Object.values(band ?? { none: 0.5 }).every(Number.isSafeInteger)).toBe(true);
      }),
    );
  });
});

describe('what is reported of models but not verified', () => {
  test('may be overruled, by id or alias, and nothing else changes', () => {
    const policy = policyOf({
      models: {
        'claude-haiku-5-5': { prewarm: { adaptive: false } },
        'claude-haiku-4-5-20251001': { keepsOldThinking: true },
      },
    });
    expect(policy.capabilitiesOf('claude-haiku-5-5')).toEqual({
      ...policyOf({}).capabilitiesOf('claude-haiku-5-5'),
      prewarmAdaptive: false,
    });
    expect(policy.capabilitiesOf('claude-haiku-4-5')?.keepsOldThinking).toBe(true);
    expect(policy.capabilitiesOf('claude-haiku')).toBeUndefined();
  });

  test('is refused for a model that nobody knows, and for what is no such fact', () => {
    expect(problemsOf({ models: { 'claude-haiku': {} } })).toEqual([expect.stringMatching(/^models\.claude-haiku: /)]);
    expect(problemsOf({ models: { 'claude-haiku-5-5': { maxOutputTokens: 1 } } })).toEqual([
      expect.stringContaining('unknown setting `maxOutputTokens`'),
    ]);
  });
});

describe('a tier elsewhere', () => {
  const upstream = { baseUrl: 'https://models.example', keyEnv: 'OTHER_KEY' };

  test('names its endpoint, its key’s variable and its region', () => {
    const policy = policyOf({ tiers: { deep: { model: 'claude-opus-5-5', upstream, inferenceGeo: 'us' } } });
    expect(policy.tiers.deep).toEqual({ model: 'claude-opus-5-5', upstream, inferenceGeo: 'us' });
  });

  test('is not the reasoning tier, and never holds a key itself', () => {
    expect(problemsOf({ tiers: { reasoning: { model: 'requested', upstream } } })).toEqual([
      expect.stringMatching(/^tiers\.reasoning\.upstream: /),
    ]);
    const key = { ...upstream, keyEnv: 'sk-ant-123' };
    expect(problemsOf({ tiers: { deep: { model: 'x', upstream: key } } }).join()).toMatch(
      /name of an environment variable/,
    );
  });

  test('is not shown a key that was put where its name belongs', () => {
    const settings = { tiers: { deep: { model: 'x', upstream: { ...upstream, keyEnv: 'sk-ant-123' } } } };
    expect(problemsOf(settings).join()).not.toContain('sk-ant');
  });

  test('may be like a model of the table, not like one that is not there', () => {
    const policy = policyOf({ tiers: { tuned: { model: 'tuned-7', like: 'claude-haiku-5-5' } } });
    expect(policy.tiers.tuned?.like).toBe('claude-haiku-5-5');
    expect(policy.capabilitiesOf('tuned-7')).toBe(policy.capabilitiesOf('claude-haiku-5-5'));
    expect(policy.prices.at('tuned-7', now)).toBeUndefined();
    expect(problemsOf({ tiers: { tuned: { model: 'tuned-7', like: 'haiku' } } })).toEqual([
      'tiers.tuned.like: no such model: "haiku"',
    ]);
  });

  test('makes another version of the policy, as prices and models do', () => {
    const settings = [
      {},
      { tiers: { deep: { model: 'x' } } },
      { tiers: { deep: { model: 'x', upstream } } },
      { prices: [{ model: 'x', bands: [usd] }] },
      { models: { 'claude-haiku-5-5': { keepsOldThinking: false } } },
    ];
    expect(new Set(settings.map((one) => policyOf(one).version)).size).toBe(settings.length);
  });
});
