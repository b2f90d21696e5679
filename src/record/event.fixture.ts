import fc from 'fast-check';
import type { Attempt, Decision, Json, Signals, TurnEvent } from '../core/index.ts';

let turns = 0;

/** A plain turn that went to the execution tier; each has an id of its own and starts a millisecond after the one before. */
export function turnEvent(overrides: Partial<TurnEvent> = {}): TurnEvent {
  turns += 1;
  const startedAtMs = overrides.startedAtMs ?? Date.UTC(2026, 10, 22) + turns;
  return {
    turnId: `turn-${process.pid}-${turns}`,
    conversationId: 'conversation-1',
    place: 'next',
    startedAtMs,
    durationMs: 640.5,
    addedMs: 0.25,
    firstByteMs: 310,
    mode: 'route',
    client: 'claude-code',
    stream: true,
    requestedModel: 'claude-opus-5-5',
    decision: decisionOf(),
    servedTier: 'execution',
    servedModel: 'claude-haiku-5-5',
    status: 200,
    attempts: [attemptOf({ startedAtMs })],
    ...overrides,
  };
}

/** A complete call of the execution tier. */
export function attemptOf(overrides: Partial<Attempt> = {}): Attempt {
  return {
    purpose: 'turn',
    tier: 'execution',
    model: 'claude-haiku-5-5',
    startedAtMs: Date.UTC(2026, 10, 22),
    firstByteMs: 310,
    durationMs: 640,
    end: 'complete',
    status: 200,
    requestId: 'req_1',
    stopReason: 'tool_use',
    usage: { inputTokens: 12, outputTokens: 84, cacheReadTokens: 1_100, cacheWriteTokens: 88 },
    ...overrides,
  };
}

/** A decision for the execution tier after simple tools. */
export function decisionOf(overrides: Partial<Decision> = {}): Decision {
  return {
    tier: 'execution',
    model: 'claude-haiku-5-5',
    reason: 'simple_tools',
    ruleReason: 'simple_tools',
    wouldAllow: ['execution', 'reasoning'],
    overlays: [],
    allowed: ['execution', 'reasoning'],
    quotes: [
      { tier: 'reasoning', model: 'claude-opus-5-5', costUsd: 0.0123, latencyMs: 2_345 },
      { tier: 'execution', model: 'claude-haiku-5-5' },
    ],
    edits: [
      { kind: 'set', path: ['model'], value: 'claude-haiku-5-5', because: 'tier' },
      { kind: 'remove', path: ['output_config', 'effort'], because: 'refused' },
    ],
    fit: { thinking: 'omitted', effort: { level: 'low' } },
    signals: signalsOf(),
    policyVersion: 'policy-1',
    ruleErrors: [],
    ...overrides,
  };
}

function signalsOf(): Signals {
  return {
    requestedModel: 'claude-opus-5-5',
    managed: true,
    toolResults: 2,
    toolErrors: 0,
    tools: 'all_simple',
    toolKeys: [
      { key: 'Read', simple: true, isError: false },
      { key: 'Bash:git status', simple: true, isError: false },
    ],
    userSpeaks: false,
    stalled: false,
    contextTokens: 1_200,
    turnsSoFar: 3,
    subagent: false,
    forcedToolChoice: false,
  };
}

const text = fc.string({ unit: 'grapheme', maxLength: 12 });
const count = fc.nat();
const plain = { noNullPrototype: true } as const;
const milliseconds = fc.double({ min: 0, max: 1e13, noNaN: true });
const json: fc.Arbitrary<Json> = fc.jsonValue().map((value) => JSON.parse(JSON.stringify(value)));

const anyUsage = fc.record(
  {
    inputTokens: count,
    outputTokens: count,
    cacheReadTokens: count,
    cacheWriteTokens: count,
    cacheWrite5mTokens: count,
    cacheWrite1hTokens: count,
    thinkingTokens: count,
    serviceTier: text,
    inferenceGeo: text,
    speed: text,
    webSearchRequests: count,
    webFetchRequests: count,
    iterations: fc.array(
      fc.record(
        {
          type: text,
          model: text,
          inputTokens: count,
          outputTokens: count,
          cacheReadTokens: count,
          cacheWriteTokens: count,
        },
        { ...plain, requiredKeys: ['type', 'inputTokens', 'outputTokens', 'cacheReadTokens', 'cacheWriteTokens'] },
      ),
      { maxLength: 2 },
    ),
  },
  { ...plain, requiredKeys: ['inputTokens', 'outputTokens', 'cacheReadTokens', 'cacheWriteTokens'] },
);

const anyAttempt: fc.Arbitrary<Attempt> = fc.record(
  {
    purpose: fc.constantFrom('turn', 'escalation', 'hedge', 'ping', 'check'),
    tier: text,
    model: text,
    startedAtMs: milliseconds,
    firstByteMs: milliseconds,
    durationMs: milliseconds,
    end: fc.constantFrom('complete', 'upstream_error', 'stream_error', 'cut', 'client_gone', 'timeout', 'unreachable'),
    status: count,
    requestId: text,
    stopReason: text,
    usage: anyUsage,
    repliedModel: text,
    errorType: text,
  },
  { ...plain, requiredKeys: ['purpose', 'tier', 'model', 'startedAtMs', 'durationMs', 'end'] },
);

const anyDecision: fc.Arbitrary<Decision> = fc
  .record(
    {
      reason: text,
      wouldAllow: fc.array(text),
      overlays: fc.array(
        fc.record(
          { code: fc.constantFrom('pinned', 'locked', 'control'), detail: text, removed: fc.array(text) },
          { ...plain, requiredKeys: ['code', 'removed'] },
        ),
        { maxLength: 2 },
      ),
      edits: fc.array(
        fc.record({ kind: fc.constant('set'), path: fc.tuple(text, text), value: json, because: text }, plain),
        {
          maxLength: 2,
        },
      ),
      variant: text,
      ruleErrors: fc.array(text, { maxLength: 2 }),
    },
    { ...plain, requiredKeys: [] },
  )
  .map((overrides) => decisionOf(overrides))
  .chain((decision) => {
    const { fit: _none, ...asAsked } = decision;
    return fc.constantFrom(decision, asAsked);
  });

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
  },
  {
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
