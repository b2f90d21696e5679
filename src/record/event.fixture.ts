import type { Attempt, Decision, PingEvent, Signals, TurnEvent } from '../core/index.ts';

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

/** A ping that kept a cache for a tenth of a cent. */
export function pingEvent(overrides: Partial<PingEvent> & { readonly startedAtMs?: number } = {}): PingEvent {
  turns += 1;
  const { startedAtMs = Date.UTC(2026, 10, 22) + turns, ...more } = overrides;
  const model = 'claude-opus-5-5';
  return {
    pingId: `ping-${process.pid}-${turns}`,
    conversationId: 'conversation-1',
    attempt: attemptOf({ purpose: 'ping', tier: 'reasoning', model, startedAtMs, costNanoUsd: 1_000_000 }),
    sentBefore: 2,
    plan: {
      ping: true,
      reason: 'pays',
      idleMs: 855_000,
      returnProbability: 0.62,
      keptShare: 0.9,
      pingNanoUsd: 1_000_000,
      rewriteNanoUsd: 24_000_000,
      gainNanoUsd: 12_000_000,
      allowedPings: 9,
      modelVersion: 'traces-2026-11-25+3',
    },
    kept: [{ key: 'prefix', tokens: 5_000, ttl: '5m' }],
    ...more,
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

const cached = { promptTokens: 1_200, cachedTokens: 1_100, cacheAgeSeconds: 12.5 };

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
      {
        tier: 'reasoning',
        model: 'claude-opus-5-5',
        ...cached,
        costNanoUsd: 12_300_000,
        latencyMs: 2_345,
        latencyIsPrior: true,
      },
      { tier: 'execution', model: 'claude-haiku-5-5', promptTokens: 1_200, cachedTokens: 0, latencyIsPrior: true },
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
