/**
 * What the turns of a conversation left in each model's cache, as far as it takes to say why a later turn missed it.
 * Filled from `TurnEvent`s, so it is rebuilt from the record.
 */
import {
  type CacheParts,
  changedCacheParts,
  explainMiss,
  given,
  type MissDiagnosis,
  type Misses,
  type OwnTurn,
  type TurnEvent,
  type TurnTrace,
  ttlSecondsOf,
  type Usage,
} from '../core/index.ts';
import { asCountedBy } from './as-counted-by.ts';

/** A turn's cache, in tokens of the model that answered. */
export interface LeftCache {
  readonly model: string;
  /** Start of the turn that wrote or read it last, or of a ping. */
  readonly touchedAtMs: number;
  /** What a later turn could read had all been cached: the prompt, less the few tokens behind its last breakpoint. */
  readonly readableTokens: number;
  /** What was read or written, so can be read. */
  readonly cachedTokens: number;
  readonly ttl: '5m' | '1h';
  readonly parts: CacheParts;
}

/** The caches of a conversation. */
export interface CacheHistory {
  readonly last?: LeftCache;
  readonly byModel: ReadonlyMap<string, LeftCache>;
}

/** A conversation that begins. */
export const noCaches: CacheHistory = { byModel: new Map() };

/** From this share on, the last breakpoint moves along with the messages, and what stands behind it is no miss. */
const movingShare = 0.9;

/** What a turn left, given its trace and the size of its prompt. */
export function leftCacheOf(
  { servedModel, startedAtMs, attempts }: Pick<TurnEvent, 'servedModel' | 'startedAtMs' | 'attempts'>,
  trace: Pick<TurnTrace, 'cached' | 'cacheParts'> & { readonly promptTokens: number },
): LeftCache {
  const [longest] = trace.cached.toSorted((one, other) => other.tokens - one.tokens);
  const cachedTokens = longest?.tokens ?? 0;
  return {
    model: servedModel,
    touchedAtMs: attempts.at(-1)?.startedAtMs ?? startedAtMs,
    readableTokens: cachedTokens >= movingShare * trace.promptTokens ? cachedTokens : trace.promptTokens,
    cachedTokens,
    ttl: longest?.ttl ?? '5m',
    parts: trace.cacheParts ?? {},
  };
}

/** The history with one more turn in it. */
export function withCache({ byModel }: CacheHistory, left: LeftCache): CacheHistory {
  return { last: left, byModel: new Map([...byModel, [left.model, left]]) };
}

/** The history once a ping has begun the life of a model's cache anew. */
export function withTouch({ last, byModel }: CacheHistory, model: string, touchedAtMs: number): CacheHistory {
  const left = byModel.get(model);
  if (left === undefined) return { ...given('last', last), byModel };
  const touched = { ...left, touchedAtMs };
  const wasLast = last?.model === model;
  return { ...given('last', wasLast ? touched : last), byModel: new Map([...byModel, [model, touched]]) };
}

/** A turn that has ended, beside what its conversation left behind before it. */
export interface EndedTurn {
  readonly model: string;
  readonly startedAtMs: number;
  readonly usage: Usage;
  readonly caching: boolean;
  readonly minimumTokens: number;
  readonly parts: CacheParts;
  /** What the ledger says that the model holds of this prompt. */
  readonly heldTokens: number;
  /** Share of this prompt that stood in the one before; where it only appends, all of that one did. */
  readonly sharedShare: number | 'appends';
  readonly diagnosis: MissDiagnosis | undefined;
}

/** Why the turn missed what it missed: see `explainMiss`. */
export function missesOf(turn: EndedTurn, history: CacheHistory): Misses {
  const { usage, sharedShare, model } = turn;
  const promptTokens = usage.inputTokens + usage.cacheReadTokens + usage.cacheWriteTokens;
  const last = history.last === undefined ? 0 : asCountedBy(model, history.last.readableTokens, history.last.model);
  const sharedTokens = sharedShare === 'appends' ? last : Math.min(last, Math.round(promptTokens * sharedShare));
  const own = history.byModel.get(model);
  return explainMiss({
    promptTokens,
    readTokens: usage.cacheReadTokens,
    writtenTokens: usage.cacheWriteTokens,
    caching: turn.caching,
    minimumTokens: turn.minimumTokens,
    before: sharedTokens === 0 ? undefined : { sharedTokens, rewrittenTokens: last - sharedTokens },
    own: own && ownTurn(own, turn, sharedTokens),
    heldTokens: turn.heldTokens,
    diagnosis: turn.diagnosis,
  });
}

function ownTurn(own: LeftCache, { startedAtMs, parts }: EndedTurn, sharedTokens: number): OwnTurn {
  return {
    sharedTokens: Math.min(sharedTokens, own.readableTokens),
    cachedTokens: own.cachedTokens,
    ageSeconds: (startedAtMs - own.touchedAtMs) / 1000,
    ttlSeconds: ttlSecondsOf[own.ttl],
    changed: changedCacheParts(own.parts, parts),
  };
}
