import fc from 'fast-check';
import {
  type AppliedOverlay,
  type Arithmetic,
  type Attempt,
  type CachedPrefix,
  type Comparison,
  type Decision,
  type Edit,
  type Json,
  type Misses,
  missReasons,
  type Quote,
  type TurnBill,
  type TurnEvent,
  type TurnTrace,
} from '../core/index.ts';
import { anyUsage, count, type EveryMember, plain, text } from './any-usage.fixture.ts';
import { decisionOf } from './event.fixture.ts';

const milliseconds = fc.double({ min: 0, max: 1e13, noNaN: true });
const json: fc.Arbitrary<Json> = fc.jsonValue().map((value) => JSON.parse(JSON.stringify(value)));

const anyAttempt: fc.Arbitrary<Attempt> = fc.record(
  {
    purpose: fc.constantFrom('turn', 'escalation', 'hedge', 'ping', 'check'),
    tier: text,
    model: text,
    startedAtMs: milliseconds,
    firstByteMs: milliseconds,
    durationMs: milliseconds,
    end: fc.constantFrom(
      'complete',
      'upstream_error',
      'stream_error',
      'cut',
      'client_gone',
      'timeout',
      'unreachable',
      'given_up',
    ),
    status: count,
    requestId: text,
    stopReason: text,
    usage: anyUsage,
    repliedModel: text,
    errorType: text,
    costNanoUsd: count,
    verdict: fc.record({ reason: text, detail: text }, { ...plain, requiredKeys: ['reason'] }),
  } satisfies EveryMember<Attempt>,
  { ...plain, requiredKeys: ['purpose', 'tier', 'model', 'startedAtMs', 'durationMs', 'end'] },
);

const anyOverlay: fc.Arbitrary<AppliedOverlay> = fc.record(
  {
    code: fc.constantFrom('pinned', 'locked', 'control'),
    detail: text,
    removed: fc.array(text),
  } satisfies EveryMember<AppliedOverlay>,
  { ...plain, requiredKeys: ['code', 'removed'] },
);

const anyQuote: fc.Arbitrary<Quote> = fc.record(
  {
    tier: text,
    model: text,
    promptTokens: count,
    cachedTokens: count,
    cacheAgeSeconds: milliseconds,
    costNanoUsd: count,
    latencyMs: milliseconds,
    latencyIsPrior: fc.boolean(),
  } satisfies EveryMember<Quote>,
  { ...plain, requiredKeys: ['tier', 'model', 'promptTokens', 'cachedTokens', 'latencyIsPrior'] },
);

const nanoUsd = fc.maxSafeInteger().map((amount) => amount + 0);
const lifetime = fc.constantFrom('5m', '1h');
const account = fc.record({ routedNanoUsd: nanoUsd, baselineNanoUsd: nanoUsd }, plain);

const anyComparison: fc.Arbitrary<Comparison> = fc.record(
  {
    tier: text,
    stayNanoUsd: milliseconds,
    goNanoUsd: milliseconds,
    fillNanoUsd: milliseconds,
    lapseRisk: milliseconds,
    staysBecause: fc.constantFrom('dearer', 'margin', 'account', 'lapse', 'unpriced'),
  } satisfies EveryMember<Comparison>,
  { ...plain, requiredKeys: ['tier', 'stayNanoUsd', 'goNanoUsd', 'fillNanoUsd', 'lapseRisk'] },
);

const anyArithmetic: fc.Arbitrary<Arithmetic> = fc.record(
  {
    statisticsVersion: text,
    terms: fc.record({ caching: fc.boolean(), ttl: lifetime, secondNanoUsd: count }, plain),
    expectation: fc.record(
      {
        simpleAfterSimple: milliseconds,
        simpleAfterOther: milliseconds,
        lostBeforeSimple: milliseconds,
        lostBeforeOther: milliseconds,
        endPerTurn: milliseconds,
        gapSeconds: milliseconds,
        appendedTokens: milliseconds,
        outputTokens: milliseconds,
        otherOutputTokens: milliseconds,
        discarded: milliseconds,
        finals: milliseconds,
        finalTokens: milliseconds,
      } satisfies EveryMember<Arithmetic['expectation']>,
      plain,
    ),
    account,
    comparisons: fc.array(anyComparison, { maxLength: 2 }),
  } satisfies EveryMember<Arithmetic>,
  plain,
);

const anyMisses: fc.Arbitrary<Misses> = fc.dictionary(fc.constantFrom(...missReasons), count, plain);

/** A bill in which nothing is known is no bill. */
const anyBill: fc.Arbitrary<TurnBill> = fc
  .record(
    {
      costNanoUsd: nanoUsd,
      baselineNanoUsd: nanoUsd,
      savedNanoUsd: nanoUsd,
      baselineMs: milliseconds,
      account,
      missed: anyMisses,
    } satisfies EveryMember<TurnBill>,
    { ...plain, requiredKeys: [] },
  )
  .filter((bill) => Object.keys(bill).length > 0);

const anyPrefixes: fc.Arbitrary<readonly CachedPrefix[]> = fc.array(
  fc.record({ key: text, tokens: count, ttl: lifetime } satisfies EveryMember<CachedPrefix>, plain),
  { maxLength: 2 },
);

const anyTrace: fc.Arbitrary<TurnTrace> = fc.record(
  {
    scope: text,
    assignmentKey: text,
    tip: text,
    prefixBytes: count,
    promptTokens: count,
    sharedTokens: count,
    simple: fc.boolean(),
    cooldownTurns: count,
    dropsBlocks: fc.boolean(),
    replyCallIds: fc.array(text, { maxLength: 2 }),
    lifetime: fc.record({ ttl: lifetime, extraNanoUsd: nanoUsd }, plain),
    cacheParts: fc.constant({ tools: 'aB3_-x', system: 'bbbbbb' }),
    cached: anyPrefixes,
    baselineCached: anyPrefixes,
  } satisfies EveryMember<TurnTrace>,
  {
    ...plain,
    requiredKeys: [
      'scope',
      'assignmentKey',
      'tip',
      'prefixBytes',
      'simple',
      'replyCallIds',
      'cached',
      'baselineCached',
    ],
  },
);

const anyEdit: fc.Arbitrary<Edit> = fc.oneof(
  fc.record({ kind: fc.constant('set'), path: fc.tuple(text, text), value: json, because: text }, plain),
  fc.record({ kind: fc.constant('cache_ttl'), ttl: lifetime, because: text }, plain),
);

const { signals, fit } = decisionOf();

const anyDecision: fc.Arbitrary<Decision> = fc.record(
  {
    tier: text,
    model: text,
    reason: text,
    ruleReason: text,
    wouldAllow: fc.array(text),
    overlays: fc.array(anyOverlay, { maxLength: 2 }),
    allowed: fc.array(text),
    quotes: fc.array(anyQuote, { maxLength: 2 }),
    arithmetic: anyArithmetic,
    edits: fc.array(anyEdit, { maxLength: 2 }),
    fit: fc.constant(fit ?? { thinking: 'asked', effort: 'asked' }),
    signals: fc.constant(signals),
    policyVersion: text,
    variant: text,
    ruleErrors: fc.array(text, { maxLength: 2 }),
  } satisfies EveryMember<Decision>,
  {
    ...plain,
    requiredKeys: [
      'tier',
      'model',
      'reason',
      'ruleReason',
      'wouldAllow',
      'overlays',
      'allowed',
      'quotes',
      'edits',
      'signals',
      'policyVersion',
      'ruleErrors',
    ],
  },
);

/** Any turn, every optional member present or absent. Text is free of NUL, which Postgres refuses in a text column. */
export const anyTurnEvent: fc.Arbitrary<TurnEvent> = fc.record(
  {
    turnId: fc.uuid(),
    conversationId: text,
    groupId: text,
    parentConversationId: text,
    place: fc.constantFrom('first', 'next', 'fork', 'sibling', 'retry'),
    startedAtMs: milliseconds,
    durationMs: milliseconds,
    addedMs: milliseconds,
    heldMs: milliseconds,
    firstByteMs: milliseconds,
    mode: fc.constantFrom('route', 'observe', 'off'),
    client: text,
    user: text,
    cohort: text,
    stream: fc.boolean(),
    requestedModel: text,
    decision: anyDecision,
    servedTier: text,
    servedModel: text,
    status: count,
    attempts: fc.array(anyAttempt, { maxLength: 3 }),
    bill: anyBill,
    trace: anyTrace,
  } satisfies EveryMember<TurnEvent>,
  {
    ...plain,
    requiredKeys: [
      'turnId',
      'conversationId',
      'place',
      'startedAtMs',
      'durationMs',
      'addedMs',
      'mode',
      'client',
      'stream',
      'requestedModel',
      'decision',
      'servedTier',
      'servedModel',
      'attempts',
    ],
  },
);
