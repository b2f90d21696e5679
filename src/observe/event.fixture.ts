import type { Arithmetic, Attempt, Comparison, Decision, TurnEvent } from '../core/index.ts';

/** A turn after simple tools that went to the execution tier at 21:04:11 local time. */
export function turnEvent(overrides: Partial<TurnEvent> = {}): TurnEvent {
  const startedAtMs = new Date(2026, 10, 22, 21, 4, 11).getTime();
  return {
    turnId: 'turn-1',
    conversationId: 'conversation-c3f9',
    place: 'next',
    startedAtMs,
    durationMs: 640.4,
    addedMs: 0.25,
    firstByteMs: 310,
    mode: 'route',
    client: 'claude-code',
    user: 'user-hash',
    stream: true,
    requestedModel: 'claude-opus-5-5',
    decision: decisionOf(),
    servedTier: 'execution',
    servedModel: 'claude-haiku-5-5',
    status: 200,
    attempts: [attemptOf()],
    bill: { costNanoUsd: 4_200_000, baselineNanoUsd: 15_200_000, savedNanoUsd: 11_000_000 },
    ...overrides,
  };
}

/** A complete call: 1,200 tokens in, 1,100 of them cached, 84 out. */
export function attemptOf(overrides: Partial<Attempt> = {}): Attempt {
  return {
    purpose: 'turn',
    tier: 'execution',
    model: 'claude-haiku-5-5',
    startedAtMs: 0,
    durationMs: 640,
    end: 'complete',
    status: 200,
    usage: { inputTokens: 12, outputTokens: 84, cacheReadTokens: 1_100, cacheWriteTokens: 88 },
    ...overrides,
  };
}

/** The arithmetic kept the turn: going would cost $0.047 and save $0.003. */
export function stayedDecision(comparison: Partial<Comparison> = {}): Decision {
  const model = 'claude-opus-5-5';
  return decisionOf({ tier: 'reasoning', model, reason: 'stayed', arithmetic: arithmeticOf(comparison) });
}

function arithmeticOf(comparison: Partial<Comparison>): Arithmetic {
  return {
    statisticsVersion: 'prior',
    terms: { caching: true, ttl: '5m', secondNanoUsd: 0 },
    expectation: {
      simpleAfterSimple: 0.5,
      simpleAfterOther: 0.2,
      lostBeforeSimple: 0.02,
      lostBeforeOther: 0.06,
      endPerTurn: 0.03,
      gapSeconds: 15,
      appendedTokens: 1_000,
      outputTokens: 250,
      otherOutputTokens: 250,
      discarded: 0,
      finals: 0.25,
      finalTokens: 100,
    },
    account: { routedNanoUsd: 0, baselineNanoUsd: 0 },
    comparisons: [
      {
        tier: 'execution',
        stayNanoUsd: 100_000_000,
        goNanoUsd: 144_000_000,
        fillNanoUsd: 47_000_000,
        lapseRisk: 0.01,
        staysBecause: 'dearer',
        ...comparison,
      },
    ],
  };
}

/** A call that ended without a usage. */
export function brokenAttempt(overrides: Partial<Attempt> = {}): Attempt {
  const { usage: _unknown, ...attempt } = attemptOf(overrides);
  return attempt;
}

/** A decision for the execution tier. */
export function decisionOf(overrides: Partial<Decision> = {}): Decision {
  return {
    tier: 'execution',
    model: 'claude-haiku-5-5',
    reason: 'simple_tools',
    ruleReason: 'simple_tools',
    wouldAllow: ['execution', 'reasoning'],
    overlays: [],
    allowed: ['execution', 'reasoning'],
    quotes: [],
    edits: [],
    signals: {
      requestedModel: 'claude-opus-5-5',
      managed: true,
      toolResults: 1,
      toolErrors: 0,
      tools: 'all_simple',
      toolKeys: [{ key: 'Bash:git status', simple: true, isError: false }],
      userSpeaks: false,
      stalled: false,
      turnsSoFar: 3,
      subagent: false,
      user: 'user-hash',
      forcedToolChoice: false,
    },
    policyVersion: 'policy-1',
    ruleErrors: [],
    ...overrides,
  };
}
