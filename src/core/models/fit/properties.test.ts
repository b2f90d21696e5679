import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FitMemory } from '../../fit-memory.ts';
import type { TierTarget } from '../../policy/tier.ts';
import type { RequestSettings, ThinkingSetting, TranscriptFacts, Turn } from '../../turn.ts';
import { capabilitiesOf, modelTable } from '../model-table.ts';
import { type FitContext, fit } from './fit.ts';
import { edited, turnOf } from './turn.fixture.ts';

const order = ['low', 'medium', 'high', 'xhigh', 'max'] as const;
const anyModel = fc.constantFrom(...modelTable.flatMap((row) => [row.id, ...row.aliases]), 'claude-unknown');
const rarely = fc.integer({ min: 0, max: 5 }).map((die) => die === 0);
const display = fc.constantFrom('omitted', 'summarized', 'updates');

const anyThinking: fc.Arbitrary<ThinkingSetting> = fc.oneof(
  fc.record(
    { type: fc.constant('adaptive'), blockBinding: rarely, display },
    { requiredKeys: ['type', 'blockBinding'] },
  ),
  fc.record(
    { type: fc.constant('enabled'), blockBinding: rarely, budgetTokens: fc.integer({ min: 1, max: 140_000 }), display },
    { requiredKeys: ['type', 'blockBinding'] },
  ),
  fc.record({ type: fc.constantFrom('disabled', 'between_tools', 'dreaming'), blockBinding: fc.constant(false) }),
);

const anySettings: fc.Arbitrary<Partial<RequestSettings>> = fc.record(
  {
    thinking: anyThinking,
    effort: fc.constantFrom(...order, 'ultra'),
    maxTokens: fc.integer({ min: 1, max: 200_000 }),
    temperature: fc.constantFrom(0, 0.7, 1),
    topP: fc.constantFrom(0.5, 0.99),
    topK: fc.constantFrom(5),
    apiVersion: fc.constantFrom('2023-06-01', '2026-10-21'),
    betas: fc.subarray(['a', 'effort-2025-11-24', 'context-1m-2025-08-07', 'thinking-binding-controls-2026-08-01']),
    toolChoice: fc.constantFrom({ type: 'auto' }, { type: 'any' }),
    speed: fc.constantFrom('standard', 'fast'),
    contextEdits: fc.constantFrom([], ['clear_thinking_20251015'], ['compact_20260112']),
    fallbackList: rarely,
    container: rarely,
  },
  { requiredKeys: [] },
);

const anyTranscript: fc.Arbitrary<Partial<TranscriptFacts>> = fc.record({
  systemMessages: rarely,
  effortInHistory: rarely,
  prefill: rarely,
  prefixBytes: fc.nat(3_000_000),
});

const anyTurn: fc.Arbitrary<Turn> = fc
  .tuple(anyModel, anySettings, anyTranscript, fc.nat(1))
  .map(([model, settings, transcript, resultCount]) => turnOf({ model, settings, transcript, tail: { resultCount } }));

const anyTier: fc.Arbitrary<TierTarget> = fc.record(
  {
    tier: fc.constant('execution'),
    model: anyModel,
    effort: fc.constantFrom(...order),
    thinking: fc.constantFrom('adaptive', 'disabled'),
  },
  { requiredKeys: ['tier', 'model'] },
);

const anyMemory: fc.Arbitrary<FitMemory> = fc.record({
  thinking: fc.constantFrom('asked', 'omitted', 'adaptive', 'disabled', 'between_tools'),
  effort: fc.oneof(
    fc.constantFrom('asked' as const, 'omitted' as const),
    fc.constantFrom(...order, 'ultra').map((level) => ({ level })),
  ),
});

const anyContext: fc.Arbitrary<FitContext> = fc.record({
  memory: fc.option(anyMemory, { nil: undefined }),
  contextTokens: fc.option(fc.nat(1_200_000), { nil: undefined }),
});

/** What the API would refuse of a request's settings, by a reading of the documentation that shares no code with the fit. */
function refusalsOf({ requestedModel, settings, transcript }: Turn): readonly string[] {
  const row = capabilitiesOf(requestedModel);
  if (row === undefined) return ['no such model'];
  const { thinking, effort, maxTokens = 1, temperature, topP, topK, apiVersion = '', betas } = settings;
  const runsAt = order.findIndex((level) => level === (effort ?? row.effort?.default));
  const off = thinking?.type === 'disabled' || thinking?.type === 'between_tools';
  const thinks = thinking === undefined ? row.thinking.default !== 'off' : thinking.type !== 'disabled';
  const refusals: Readonly<Record<string, boolean>> = {
    'thinking type': thinking !== undefined && !row.thinking.accepts.some((type) => type === thinking.type),
    'off above high': off && row.thinking.offUpTo === 'high' && (runsAt > 2 || transcript.effortInHistory),
    'thinking budget':
      thinking?.type === 'enabled' &&
      !((thinking.budgetTokens ?? 0) >= 1_024 && (thinking.budgetTokens ?? 0) < maxTokens),
    'binding without beta': thinking?.blockBinding === true && !betas.includes('thinking-binding-controls-2026-08-01'),
    display: thinking?.display !== undefined && !row.thinking.displays.includes(thinking.display),
    effort: effort !== undefined && row.effort?.levels.some((level) => level === effort) !== true,
    max_tokens: maxTokens > row.maxOutputTokens,
    'sampling at all': apiVersion >= '2026-10-21' && [temperature, topP, topK].some((value) => value !== undefined),
    sampling: row.sampling === 'default_only' && ((temperature ?? 1) !== 1 || topP !== undefined || topK !== undefined),
    'temperature and top_p': temperature !== undefined && topP !== undefined,
    clear_thinking: settings.contextEdits.includes('clear_thinking_20251015') && !thinks,
    betas: betas.some((beta) => row.refusedBetas.includes(beta)),
  };
  return Object.keys(refusals).filter((what) => refusals[what]);
}

describe('any fit', () => {
  it('answers, and the same to the same question', () => {
    fc.assert(
      fc.property(anyTurn, anyTier, anyContext, (turn, tier, context) => {
        expect(fit(turn, tier, context)).toEqual(fit(turn, tier, context));
      }),
    );
  });

  it('to another model leaves nothing that the model refuses', () => {
    fc.assert(
      fc.property(anyTurn, anyTier, anyContext, (turn, tier, context) => {
        const result = fit(turn, tier, context);
        if (result.fits && tier.model !== turn.requestedModel) expect(refusalsOf(edited(turn, result))).toEqual([]);
      }),
      { numRuns: 2_000 },
    );
  });

  it('edits the model and settings only, never tools, system or messages', () => {
    const editable = ['model', 'max_tokens', 'thinking', 'output_config.effort', 'temperature', 'top_p', 'top_k'];
    const parts = ['thinking.type', 'thinking.budget_tokens', 'thinking.display'];
    fc.assert(
      fc.property(anyTurn, anyTier, anyContext, (turn, tier, context) => {
        const result = fit(turn, tier, context);
        if (!result.fits) return;
        const touched = result.edits.map((edit) =>
          'path' in edit ? edit.path.join('.') : edit.kind === 'header' ? edit.name : edit.kind,
        );
        expect([...editable, ...parts, 'anthropic-beta']).toEqual(expect.arrayContaining(touched));
        expect(new Set(touched).size).toBe(touched.length);
      }),
    );
  });

  it('finds nothing left to do on its own result', () => {
    fc.assert(
      fc.property(anyTurn, anyTier, anyContext, (turn, tier, context) => {
        const result = fit(turn, tier, context);
        if (!result.fits) return;
        const again = edited(turn, result);
        expect(fit(again, tier, { ...context, memory: result.memory })).toMatchObject({ fits: true, edits: [] });
        // Without a memory a tier's effort stands against effort in the transcript, on its own model as on any.
        if (context.memory !== undefined || turn.transcript.effortInHistory) return;
        expect(fit(again, tier, context)).toMatchObject({ fits: true, edits: [] });
      }),
      { numRuns: 1_000 },
    );
  });
});

/** The settings that key a cache, as the target gets them. */
function keyed(turn: Turn): readonly unknown[] {
  return [turn.settings.thinking?.type, turn.settings.effort];
}

describe('a conversation on another model at an effort of the tier', () => {
  const steady = anySettings.map(({ contextEdits, thinking, ...settings }) => ({
    ...settings,
    ...(thinking === undefined ? {} : { thinking: { ...thinking, blockBinding: false } }),
  }));
  const models = fc.constantFrom(...modelTable.map((row) => row.id));

  it('keeps the thinking and effort of its first fit, whatever its later turns ask', () => {
    let kept = 0;
    fc.assert(
      fc.property(models, models, fc.array(steady, { minLength: 2, maxLength: 5 }), (from, to, asked) => {
        fc.pre(from !== to);
        const tier: TierTarget = { tier: 'execution', model: to, effort: 'low' };
        const [first, ...later] = asked.map((settings) => turnOf({ model: from, settings }));
        const begun = first && fit(first, tier, { memory: undefined, contextTokens: 1_000 });
        if (first === undefined || begun === undefined || !begun.fits || begun.memory.thinking === 'asked') return;
        for (const turn of later) {
          const next = fit(turn, tier, { memory: begun.memory, contextTokens: 1_000 });
          if (!next.fits) continue;
          kept += 1;
          expect(next.memory).toEqual(begun.memory);
          expect(keyed(edited(turn, next))).toEqual(keyed(edited(first, begun)));
        }
      }),
      { numRuns: 1_500 },
    );
    expect(kept).toBeGreaterThan(50);
  });
});
