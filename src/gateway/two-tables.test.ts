import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { costOf, modelTable, type PriceRow, priceTable } from '../core/index.ts';
import type { Usage } from '../simulator/index.ts';
import { findModel, modelRules, simulatedCostOf, simulatedModels } from '../simulator/index.ts';

/** The facts of the API stand in the house twice, typed independently: here the two are held against each other. */
function simulated(id: string) {
  const model = findModel(id);
  const rules = model && modelRules.get(model.id);
  if (model === undefined || rules === undefined) throw new Error(`the simulator has no ${id}`);
  return { model, rules };
}

const ids = modelTable.map((row) => row.id);

describe('the router’s tables and the simulator’s', () => {
  it('know the same models by the same names', () => {
    const names = (all: readonly (readonly string[])[]) => all.flat().toSorted();
    expect(names(modelTable.map((row) => [row.id, ...row.aliases]))).toEqual(
      names(simulatedModels.map(({ id, alias }) => (alias === undefined ? [id] : [id, alias]))),
    );
    expect([...modelRules.keys()].toSorted()).toEqual(simulatedModels.map(({ id }) => id).toSorted());
  });

  it.each(modelTable)('agree on the limits and offers of $id', (row) => {
    const { model, rules } = simulated(row.id);
    expect(model).toMatchObject({
      line: row.family,
      contextTokens: row.contextWindowTokens,
      maxOutputTokens: row.maxOutputTokens,
      cacheMinimumTokens: row.cacheMinimumTokens,
      tokenizer: row.tokenizer === 'current' ? 'newer' : 'older',
      thinking: row.thinking.default,
      keepsOldThinking: row.keepsOldThinking,
      fastMode: row.fastMode,
    });
    expect(model.effort).toBe(row.effort?.default);
    expect(rules).toMatchObject({
      offUpToHigh: row.thinking.offUpTo === 'high',
      displaysUpdates: row.thinking.displays.includes('updates'),
      efforts: row.effort?.levels ?? [],
      sampling: row.sampling,
      prefill: row.prefill === 'refused_with_thinking',
      forcedTool: row.forcedToolChoice !== 'refused',
      systemMessages: row.systemMessages,
      compaction: row.compaction,
      inferenceGeo: row.inferenceGeo,
    });
    expect([...rules.thinkingTypes].toSorted()).toEqual([...row.thinking.accepts].toSorted());
    // What one page leaves open the router takes for refused, the checker for accepted.
    if (row.fallbackList) expect(rules.fallbackList).toBe(true);
  });

  it('agree on the last day of Sonnet 4.5', () => {
    const ending = modelTable.filter((row) => row.retirement.endOfLife !== undefined);
    expect(ending.map((row) => [row.id, row.retirement.endOfLife])).toEqual([
      ['claude-sonnet-4-5', simulated('claude-sonnet-4-5').model.retires],
    ]);
  });

  it('have prices for exactly the models they know', () => {
    expect([...new Set(priceTable.map((row: PriceRow) => row.model))].toSorted()).toEqual(ids.toSorted());
  });
});

const tokens = fc.nat(1_000_000);
const anyUse = fc.record({ input: tokens, read: tokens, write5m: tokens, write1h: tokens, output: tokens });
const anyWay = fc.record({ us: fc.boolean(), fast: fc.boolean() });

describe('what a request costs', () => {
  it('is the same by both tables, to the rounding of the router’s nano-dollars', () => {
    const times = fc.integer({ min: Date.UTC(2026, 10, 9), max: Date.UTC(2027, 0, 1) });
    fc.assert(
      fc.property(fc.constantFrom(...modelTable), anyUse, anyWay, times, (row, use, way, atMs) => {
        const speed = way.fast && row.fastMode ? 'fast' : 'standard';
        const inferenceGeo = way.us && row.inferenceGeo ? 'us' : 'global';
        const own = costOf({
          model: row.id,
          atMs,
          usage: {
            inputTokens: use.input,
            outputTokens: use.output,
            cacheReadTokens: use.read,
            cacheWriteTokens: use.write5m + use.write1h,
            cacheWrite1hTokens: use.write1h,
            speed,
            inferenceGeo,
          },
        });
        const billed: Usage = {
          input_tokens: use.input,
          cache_creation_input_tokens: use.write5m + use.write1h,
          cache_read_input_tokens: use.read,
          cache_creation: { ephemeral_5m_input_tokens: use.write5m, ephemeral_1h_input_tokens: use.write1h },
          output_tokens: use.output,
          output_tokens_details: { thinking_tokens: 0 },
          server_tool_use: null,
          service_tier: 'standard',
          inference_geo: inferenceGeo,
          speed,
        };
        const picoUsd = simulatedCostOf(simulated(row.id).model, billed, atMs);
        expect(Math.abs((own ?? Number.NaN) * 1_000 - picoUsd)).toBeLessThanOrEqual(500);
      }),
      { numRuns: 500 },
    );
  });

  it('is the same before and after the day on which Sonnet 5.5 reads became cheaper', () => {
    const change = Date.UTC(2026, 9, 7);
    const { model } = simulated('claude-sonnet-5-5');
    for (const atMs of [change - 1, change]) {
      const usage = { inputTokens: 0, outputTokens: 0, cacheReadTokens: 1_000_000, cacheWriteTokens: 0 };
      const billed: Usage = {
        input_tokens: 0,
        cache_creation_input_tokens: 0,
        cache_read_input_tokens: 1_000_000,
        cache_creation: { ephemeral_5m_input_tokens: 0, ephemeral_1h_input_tokens: 0 },
        output_tokens: 0,
        output_tokens_details: { thinking_tokens: 0 },
        server_tool_use: null,
        service_tier: 'standard',
        inference_geo: 'global',
        speed: 'standard',
      };
      expect((costOf({ model: model.id, usage, atMs }) ?? 0) * 1_000).toBe(simulatedCostOf(model, billed, atMs));
    }
  });
});
