import type { Attempt, Decision, TurnEvent } from '../core/index.ts';

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
