import { z } from 'zod';
import type { Arithmetic, Decision, Quote } from '../decision.ts';
import type { Edit } from '../edit.ts';
import type { Json } from '../json.ts';
import type { Signals } from '../signals.ts';
import { figure } from './attempt-schema.ts';

const names = z.array(z.string());

const signalsSchema: z.ZodType<Signals> = z.looseObject({
  requestedModel: z.string(),
  managed: z.boolean(),
  sideCall: z.string().exactOptional(),
  toolResults: figure,
  toolErrors: figure,
  tools: z.enum(['none', 'all_simple', 'some_simple', 'none_simple']),
  toolKeys: z.array(z.looseObject({ key: z.string(), simple: z.boolean(), isError: z.boolean() })),
  userSpeaks: z.boolean(),
  stalled: z.boolean(),
  contextTokens: figure.exactOptional(),
  expectedOutputTokens: figure.exactOptional(),
  turnsSoFar: figure,
  hour: z.number().exactOptional(),
  subagent: z.boolean(),
  agentType: z.string().exactOptional(),
  user: z.string().exactOptional(),
  cohort: z.string().exactOptional(),
  forcedToolChoice: z.boolean(),
});

const quoteSchema: z.ZodType<Quote> = z.looseObject({
  tier: z.string(),
  model: z.string(),
  promptTokens: figure,
  cachedTokens: figure,
  cacheAgeSeconds: z.number().exactOptional(),
  costNanoUsd: z.number().exactOptional(),
  latencyMs: z.number().exactOptional(),
  latencyIsPrior: z.boolean(),
});

/** What a conversation's account stands at. */
export const accountSchema = z.looseObject({ routedNanoUsd: z.number(), baselineNanoUsd: z.number() });

const arithmeticSchema: z.ZodType<Arithmetic> = z.looseObject({
  statisticsVersion: z.string(),
  terms: z.looseObject({ caching: z.boolean(), ttl: z.enum(['5m', '1h']), secondNanoUsd: z.number() }),
  expectation: z.looseObject({
    simpleAfterSimple: z.number(),
    simpleAfterOther: z.number(),
    lostBeforeSimple: z.number(),
    lostBeforeOther: z.number(),
    endPerTurn: z.number(),
    gapSeconds: z.number(),
    appendedTokens: z.number(),
    outputTokens: z.number(),
    otherOutputTokens: z.number(),
    discarded: z.number(),
    finals: z.number(),
    finalTokens: z.number(),
  }),
  account: accountSchema,
  comparisons: z.array(
    z.looseObject({
      tier: z.string(),
      stayNanoUsd: z.number(),
      goNanoUsd: z.number(),
      fillNanoUsd: z.number(),
      lapseRisk: z.number(),
      staysBecause: z.enum(['dearer', 'margin', 'account', 'lapse', 'unpriced']).exactOptional(),
    }),
  ),
});

const json: z.ZodType<Json> = z.json();
const path = z.union([z.tuple([z.string()]), z.tuple([z.string(), z.string()])]);

const editSchema: z.ZodType<Edit> = z.discriminatedUnion('kind', [
  z.looseObject({ kind: z.literal('set'), path, value: json, because: z.string() }),
  z.looseObject({ kind: z.literal('remove'), path, because: z.string() }),
  z.looseObject({ kind: z.literal('header'), name: z.string(), value: z.string(), because: z.string() }),
]);

/** A decision as told. */
export const decisionSchema: z.ZodType<Decision> = z.looseObject({
  tier: z.string(),
  model: z.string(),
  reason: z.string(),
  ruleReason: z.string(),
  wouldAllow: names,
  overlays: z.array(
    z.looseObject({
      code: z.enum([
        'pinned',
        'unknown_pin',
        'locked',
        'capability',
        'rate_limited',
        'rollback',
        'control',
        'cooldown',
      ]),
      detail: z.string().exactOptional(),
      removed: names,
    }),
  ),
  allowed: names,
  quotes: z.array(quoteSchema),
  arithmetic: arithmeticSchema.exactOptional(),
  edits: z.array(editSchema),
  fit: z
    .looseObject({
      thinking: z.enum(['asked', 'omitted', 'adaptive', 'disabled', 'between_tools']),
      effort: z.union([z.enum(['asked', 'omitted']), z.looseObject({ level: z.string() })]),
    })
    .exactOptional(),
  signals: signalsSchema,
  policyVersion: z.string(),
  variant: z.string().exactOptional(),
  ruleErrors: names,
});
