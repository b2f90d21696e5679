import {
  type Attempt,
  compilePolicy,
  type Decision,
  type Edit,
  type FitMemory,
  type Policy,
  parseSettings,
  type TurnEvent,
  type Usage,
  undecided,
} from '../core/index.ts';
import { KnowledgeBase } from './knowledge-base.ts';
import type { KnownTurn } from './known-turn.ts';
import { testPrompt, toModel } from './prompt.fixture.ts';
import type { Prompt } from './prompt.ts';

export const sonnet = 'claude-sonnet-5-5';
export const haiku = 'claude-haiku-5-5';

/** The default policy. */
export const policy: Policy = (() => {
  const parsed = parseSettings({});
  const compiled = parsed.ok ? compilePolicy(parsed.settings) : parsed;
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.problems));
  return compiled.policy;
})();

/** A test's day: every price of the list is in force. */
export const startMs = Date.UTC(2026, 10, 20);

/** A request, and how it went. */
export interface PlayedTurn {
  /** As `testPrompt` takes them. */
  readonly messages: string;
  readonly scope?: string;
  readonly answeredCallIds?: readonly string[];
  readonly atMs?: number;
  readonly prefixBytes?: number;
  readonly prompt?: Partial<Prompt>;
  readonly controlShare?: number;
  readonly requestedModel?: string;
  /** What answered; default the requested model, as the reasoning tier. */
  readonly model?: string;
  /** Absent: what a cache as the API's would bill at 100 tokens a message. `null`: none was told. */
  readonly usage?: Usage | null;
  readonly end?: Attempt['end'];
  readonly status?: number;
  readonly retryAfterSeconds?: number;
  readonly replyCallIds?: readonly string[];
  readonly simple?: boolean;
  readonly toolKey?: string;
  readonly fit?: FitMemory;
  readonly sideCall?: string;
  /** Its breakpoints were sent asking for an hour. */
  readonly hourly?: boolean;
}

/** A turn that has begun: what was known of it, and how to end it. */
export interface BegunTurn {
  readonly known: KnownTurn;
  end(): TurnEvent;
}

/** A knowledge base, with the gateway's part played by hand. */
export function setUp(prefix = 'c') {
  let count = 0;
  let turns = 0;
  const base = new KnowledgeBase({ createId: () => `${prefix}${++count}` });
  const begin = (turn: PlayedTurn): BegunTurn => {
    const { messages, scope = '', atMs = startMs, requestedModel = sonnet, answeredCallIds = [] } = turn;
    const prompt = testPrompt(messages, { ...turn.prompt, keys: { model: requestedModel } });
    const prefixBytes = turn.prefixBytes ?? prompt.ends.at(-1) ?? 0;
    const known = base.begin(
      { hashes: prompt.hashes, scope, answeredCallIds },
      {
        nowMs: atMs,
        controlShare: turn.controlShare ?? 0,
        cooldownTurns: 3,
        requestedModel,
        prefixBytes,
        prompt,
        cacheTtl: 'auto',
        policy,
      },
    );
    const end = () => {
      const event = eventOf({ turn, known, prompt, turnId: `t${++turns}` });
      base.learn(event);
      return event;
    };
    return { known, end };
  };
  /** Begins a turn and ends it at once. */
  const play = (turn: PlayedTurn) => begin(turn).end();
  return { base, begin, play };
}

interface EventParts {
  readonly turn: PlayedTurn;
  readonly known: KnownTurn;
  readonly prompt: Prompt;
  readonly turnId: string;
}

function eventOf({ turn, known, prompt, turnId }: EventParts): TurnEvent {
  const { atMs = startMs, requestedModel = sonnet, model = requestedModel, end = 'complete', simple = false } = turn;
  const tier = model === requestedModel ? 'reasoning' : 'execution';
  const hour: Edit = { kind: 'cache_ttl', ttl: '1h', because: 'test' };
  const edits = [...(model === requestedModel ? [] : toModel(model)), ...(turn.hourly ? [hour] : [])];
  const read = known.knowledge.economy?.cacheOf({ tier, model, edits }).cachedTokens ?? 0;
  const usage = turn.usage === undefined ? usageOf(read, prompt.hashes.length * 100) : (turn.usage ?? undefined);
  const attempt: Attempt = {
    ...{ purpose: 'turn', tier, model, startedAtMs: atMs, firstByteMs: 500, durationMs: 2_000, end },
    ...(usage === undefined ? {} : { usage }),
  };
  const replyCallIds = turn.replyCallIds ?? [];
  const { status = 200, retryAfterSeconds } = turn;
  const ending = { nowMs: atMs + 2_000, attempts: [attempt], served: { tier, model, edits }, simple, replyCallIds };
  const limit = { model, status, ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }) };
  const settlement = known.settle({ ...ending, beginsLoop: false, dropsBlocks: false, limits: [limit] });
  return {
    ...{ turnId, conversationId: known.conversationId, place: known.place, startedAtMs: atMs, durationMs: 2_000 },
    ...(known.parentConversationId === undefined ? {} : { parentConversationId: known.parentConversationId }),
    ...{ addedMs: 1, mode: 'route', client: 'test', stream: true, requestedModel, status },
    decision: decisionOf(turn, { tier, model, edits }),
    servedTier: tier,
    servedModel: model,
    attempts: [attempt],
    ...settlement,
  };
}

function usageOf(cacheReadTokens: number, promptTokens: number): Usage {
  return { inputTokens: 0, outputTokens: 80, cacheReadTokens, cacheWriteTokens: promptTokens - cacheReadTokens };
}

function decisionOf(turn: PlayedTurn, served: Pick<Decision, 'tier' | 'model' | 'edits'>): Decision {
  const base = undecided({ model: served.model, reason: 'test', policyVersion: 'p' });
  const { toolKey, fit, sideCall } = turn;
  const signals = {
    ...base.signals,
    managed: true,
    toolKeys: toolKey === undefined ? [] : [{ key: toolKey, simple: turn.simple ?? false, isError: false }],
    ...(sideCall === undefined ? {} : { sideCall }),
  };
  return { ...base, ...served, signals, ...(fit === undefined ? {} : { fit }) };
}
