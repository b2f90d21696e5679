import { describe, expect, it } from 'vitest';
import { capabilitiesOf, modelTable } from './model-table.ts';
import { priceTable } from './price-table.ts';

describe('the model table', () => {
  it('answers exact ids and exact dated aliases only', () => {
    expect(capabilitiesOf('claude-sonnet-4-5')?.id).toBe('claude-sonnet-4-5');
    expect(capabilitiesOf('claude-sonnet-4-5-20250929')?.id).toBe('claude-sonnet-4-5');
    expect(capabilitiesOf('claude-haiku-4-5-20251001')?.id).toBe('claude-haiku-4-5');
    for (const id of [
      'claude-sonnet-4-5-20250930',
      'claude-haiku',
      'claude-haiku-5-5-20261007',
      'Claude-Haiku-5-5',
      '',
      'toString',
    ]) {
      expect(capabilitiesOf(id), id).toBeUndefined();
    }
  });

  it('has every id once, and prices for every model', () => {
    const ids = modelTable.flatMap((row) => [row.id, ...row.aliases]);
    expect(new Set(ids).size).toBe(ids.length);
    expect(modelTable.map((row) => row.id).sort()).toEqual([...new Set(priceTable.map((row) => row.model))].sort());
  });

  it.each([
    // id, window, max output, default, types, effort levels, effort default, cache minimum, tokenizer
    ['claude-haiku-5-5', 1_000_000, 128_000, 'on', 'adaptive disabled', 5, 'medium', 512, 'current'],
    ['claude-sonnet-5-5', 1_000_000, 128_000, 'on', 'adaptive between_tools', 5, 'high', 512, 'current'],
    ['claude-opus-5-5', 1_000_000, 128_000, 'always', 'adaptive', 5, 'medium', 512, 'current'],
    ['claude-sonnet-5', 1_000_000, 128_000, 'on', 'adaptive disabled', 5, 'high', 1_024, 'current'],
    ['claude-fable-5-2', 1_000_000, 128_000, 'always', 'adaptive', 5, 'high', 512, 'current'],
    ['claude-fable-5-1', 1_000_000, 128_000, 'always', 'adaptive', 5, 'high', 512, 'current'],
    ['claude-fable-5', 1_000_000, 128_000, 'always', 'adaptive', 5, 'high', 512, 'current'],
    ['claude-opus-5', 1_000_000, 128_000, 'on', 'adaptive disabled', 5, 'high', 512, 'current'],
    ['claude-opus-4-8', 1_000_000, 128_000, 'off', 'adaptive disabled', 5, 'high', 1_024, 'current'],
    ['claude-opus-4-7', 1_000_000, 128_000, 'off', 'adaptive disabled', 5, 'high', 2_048, 'current'],
    ['claude-opus-4-6', 1_000_000, 128_000, 'off', 'adaptive enabled disabled', 4, 'high', 4_096, 'legacy'],
    ['claude-sonnet-4-6', 1_000_000, 128_000, 'off', 'adaptive enabled disabled', 4, 'high', 1_024, 'legacy'],
    ['claude-opus-4-5', 200_000, 64_000, 'off', 'enabled disabled', 3, 'high', 4_096, 'legacy'],
    ['claude-sonnet-4-5', 200_000, 64_000, 'off', 'enabled disabled', 0, undefined, 1_024, 'legacy'],
    ['claude-haiku-4-5', 200_000, 64_000, 'off', 'enabled disabled', 0, undefined, 4_096, 'legacy'],
  ])('%s is as documented', (id, window, maxOutput, byDefault, types, levels, effort, cacheMinimum, tokenizer) => {
    const row = capabilitiesOf(id);
    expect([row?.contextWindowTokens, row?.maxOutputTokens, row?.thinking.default]).toEqual([
      window,
      maxOutput,
      byDefault,
    ]);
    expect(row?.thinking.accepts.join(' ')).toBe(types);
    expect([row?.effort?.levels.length ?? 0, row?.effort?.default]).toEqual([levels, effort]);
    expect([row?.cacheMinimumTokens, row?.tokenizer]).toEqual([cacheMinimum, tokenizer]);
  });

  it('lets Opus 4.8 and later, Sonnet and Haiku 5.5 and Fable take system messages, and effort in them', () => {
    const refusing = modelTable.filter((row) => !row.systemMessages).map((row) => row.id);
    expect(refusing.toSorted()).toEqual([
      'claude-haiku-4-5',
      'claude-opus-4-5',
      'claude-opus-4-6',
      'claude-opus-4-7',
      'claude-sonnet-4-5',
      'claude-sonnet-4-6',
      'claude-sonnet-5',
    ]);
    expect(modelTable.filter((row) => row.systemMessages !== row.effortInHistory)).toEqual([]);
  });

  it('turns thinking off up to high effort only on Opus 5, Sonnet 5.5 and Haiku 5.5', () => {
    const limited = modelTable.filter((row) => row.thinking.offUpTo !== undefined).map((row) => row.id);
    expect(limited).toEqual(['claude-haiku-5-5', 'claude-sonnet-5-5', 'claude-opus-5']);
  });

  it('knows the announced last day of Sonnet 4.5, and what may retire when', () => {
    expect(capabilitiesOf('claude-sonnet-4-5')?.retirement.endOfLife).toBe('2026-11-30');
    expect(capabilitiesOf('claude-haiku-4-5')?.retirement).toEqual({ legacy: true, notBefore: '2026-10-15' });
    expect(capabilitiesOf('claude-haiku-5-5')?.retirement).toEqual({ legacy: false, notBefore: '2027-10-07' });
  });

  it('has no row for the Mythos models, whose limits are not published', () => {
    for (const id of ['claude-mythos-5-2', 'claude-mythos-5', 'claude-mythos-preview'])
      expect(capabilitiesOf(id)).toBeUndefined();
  });

  it('has effort defaults among the levels, and levels from least to most', () => {
    const order = ['low', 'medium', 'high', 'xhigh', 'max'];
    for (const { effort } of modelTable) {
      if (effort === undefined) continue;
      expect(effort.levels).toContain(effort.default);
      expect(effort.levels).toEqual(order.filter((level) => effort.levels.some((known) => known === level)));
    }
  });
});
