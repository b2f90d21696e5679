import { expect, test } from 'vitest';
import type { Attempt, Decision, Signals, TurnEvent, Usage } from '../../core/index.ts';
import { openSqliteRecord } from '../../record/index.ts';
import { describeImporter, readAll, readingIsSimple, temporaryFile } from './importer.conformance.fixture.ts';
import { storeImporter } from './store.ts';

const startMs = Date.parse('2026-11-20T10:00:00.000Z');

const signals: Signals = {
  requestedModel: 'claude-sonnet-5-5',
  managed: true,
  toolResults: 0,
  toolErrors: 0,
  tools: 'none',
  toolKeys: [],
  userSpeaks: true,
  stalled: false,
  turnsSoFar: 0,
  subagent: false,
  forcedToolChoice: false,
};

const decision: Decision = {
  tier: 'reasoning',
  model: 'claude-sonnet-5-5',
  reason: 'user_request',
  ruleReason: 'user_request',
  wouldAllow: ['reasoning'],
  overlays: [],
  allowed: ['reasoning'],
  quotes: [],
  edits: [],
  signals,
  policyVersion: 'p',
  ruleErrors: [],
};

const simple: Partial<Decision> = {
  ruleReason: 'simple_tools',
  wouldAllow: ['execution', 'reasoning'],
  signals: { ...signals, toolResults: 1, tools: 'all_simple', userSpeaks: false, turnsSoFar: 1 },
};

function usage(inputTokens: number, outputTokens: number, cacheReadTokens: number, cacheWriteTokens: number): Usage {
  return { inputTokens, outputTokens, cacheReadTokens, cacheWriteTokens };
}

function attempt(seconds: number, more: Partial<Attempt> = {}): Attempt {
  const startedAtMs = startMs + 1_000 * seconds;
  const { model = 'claude-sonnet-5-5' } = more;
  return {
    purpose: 'turn',
    tier: 'reasoning',
    startedAtMs,
    durationMs: 900,
    end: 'complete',
    status: 200,
    ...more,
    model,
  };
}

function event(id: string, attempts: readonly Attempt[], more: Partial<TurnEvent> = {}): TurnEvent {
  return {
    turnId: id,
    conversationId: 'conversation-1',
    place: 'next',
    startedAtMs: attempts[0]?.startedAtMs ?? startMs,
    durationMs: 950,
    addedMs: 1,
    mode: 'route',
    client: 'claude-code',
    stream: true,
    requestedModel: 'claude-sonnet-5-5',
    decision,
    servedTier: 'reasoning',
    servedModel: attempts.at(-1)?.model ?? 'claude-sonnet-5-5',
    attempts,
    ...more,
  };
}

const conversation = [
  event('a', [attempt(0, { usage: usage(4, 60, 0, 10_000), stopReason: 'tool_use' })], { place: 'first' }),
  event('b', [attempt(1, { usage: usage(4, 20, 10_000, 500), stopReason: 'end_turn' })], {
    decision: { ...decision, ...simple },
  }),
];

async function write(path: string, events: readonly TurnEvent[]): Promise<void> {
  const record = await openSqliteRecord({ path, keepDays: Number.POSITIVE_INFINITY });
  for (const one of events) record.sink.tell(one);
  await record.close();
}

async function read(...events: readonly TurnEvent[]) {
  const path = temporaryFile('turns.sqlite');
  await write(path, events);
  const { conversations, unreadable } = await readAll(storeImporter, path);
  return { conversations, turns: conversations[0]?.turns ?? [], unreadable };
}

describeImporter(storeImporter, (path) => write(path, conversation));

test('keeps which model served, how it ended, how long it took and what the rules saw', async () => {
  const { turns } = await read(...conversation);
  expect(turns[1]).toMatchObject({
    model: 'claude-sonnet-5-5',
    stopReason: 'end_turn',
    latencySeconds: 0.95,
    newBlocks: 2,
    signals: { [readingIsSimple.version]: { tools: 'all_simple' } },
  });
});

test('of an escalated turn takes the reply that the client got, and pings for no part of it', async () => {
  const escalated = [
    attempt(1, { model: 'claude-haiku-5-5', tier: 'execution', usage: usage(10_500, 5, 0, 0) }),
    attempt(2, { purpose: 'escalation', usage: usage(4, 20, 10_000, 500) }),
    attempt(200, { purpose: 'ping', usage: usage(0, 0, 10_500, 0) }),
  ];
  const { turns } = await read(event('a', [attempt(0, { usage: usage(4, 60, 0, 10_000) })]), event('b', escalated));
  expect(turns[1]).toMatchObject({ outputTokens: 20, inputTokens: 10_504, cacheReadTokens: 10_000 });
});

test('takes the whole prompt before for shared where the other model answered it, and says so', async () => {
  const away = { ...simple, tier: 'execution', model: 'claude-haiku-5-5' };
  const { turns } = await read(
    event('a', [attempt(0, { usage: usage(4, 60, 0, 10_000) })]),
    event('b', [attempt(1, { model: 'claude-haiku-5-5', usage: usage(4, 20, 0, 10_500) })], {
      decision: { ...decision, ...away },
    }),
    event('c', [attempt(2, { usage: usage(4, 20, 10_000, 900) })], { decision: { ...decision, ...simple } }),
  );
  expect(turns.map((turn) => [turn.sharedPrefixTokens, turn.isPrefixEstimated])).toEqual([
    [0, false],
    [10_004, true],
    [10_504, true],
  ]);
});

test('tells turns that were answered as asked or have no usage, and leaves them out', async () => {
  const asked = { ...decision, wouldAllow: ['requested'], tier: 'requested', ruleReason: 'side_call' };
  const { turns, unreadable } = await read(
    ...conversation,
    event('c', [attempt(2, { usage: usage(4, 20, 0, 0) })], { decision: asked }),
    event('d', [attempt(3, { end: 'cut' })]),
  );
  expect(turns).toHaveLength(2);
  expect(unreadable).toBe(2);
});

test('puts turns to their conversations, more than are read at once and many in one millisecond', async () => {
  const events = Array.from({ length: 2_500 }, (_, index) =>
    event(`turn-${index}`, [attempt(index < 1_200 ? 0 : index, { usage: usage(600, 1, 0, 0) })], {
      conversationId: `conversation-${index % 2}`,
    }),
  );
  const { conversations } = await read(...events);
  expect(conversations.map(({ turns }) => turns.length)).toEqual([1_250, 1_250]);
});
