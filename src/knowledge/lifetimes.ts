/**
 * The lifetime that a conversation's breakpoints ask for under `cacheTtl: auto`, and what that has cost it. Learnt from
 * `TurnEvent`s (`trace.lifetime`), so it is rebuilt from the record.
 */
import {
  type Attempt,
  bandOf,
  type CacheState,
  editedTtl,
  extraOfHour,
  type FittedTarget,
  given,
  type LifetimeState,
  type PriceBook,
  ttlSecondsOf,
} from '../core/index.ts';
import type { Conversation } from './conversations.ts';
import type { KnownLifetime } from './known-lifetime.ts';
import type { TurnContext } from './known-turn.ts';
import { cachesMessages, type Prompt } from './prompt.ts';

/** Whether caches of five minutes have lapsed in a gap, and those of an hour have not. */
export function isWithinHour(gapSeconds: number): boolean {
  return gapSeconds > ttlSecondsOf['5m'] && gapSeconds <= ttlSecondsOf['1h'];
}

/** How a turn's lifetime is to be chosen; `undefined`: it is not. A client that asks for an hour anywhere has chosen itself. */
export function lifetimeStateOf(conversation: Conversation, context: TurnContext): LifetimeState | undefined {
  const { prompt, nowMs, cacheTtl } = context;
  if (cacheTtl !== 'auto' || !cachesMessages(prompt)) return undefined;
  if (prompt.breakpoints.some(({ ttl }) => ttl !== '5m')) return undefined;
  const { lastTurn, lifetime, hasLapsed } = conversation;
  const gapSeconds = lastTurn === undefined ? undefined : Math.max(0, (nowMs - lastTurn.startedAtMs) / 1000);
  return {
    ...lifetime,
    ...given('gapSeconds', gapSeconds),
    hasLapsed: hasLapsed || (gapSeconds !== undefined && isWithinHour(gapSeconds)),
  };
}

/** A prompt with the lifetimes that it is sent with. */
export function asSent(prompt: Prompt, { edits }: Pick<FittedTarget, 'edits'>): Prompt {
  const ttl = editedTtl(edits);
  return ttl === undefined ? prompt : { ...prompt, breakpoints: prompt.breakpoints.map(({ at }) => ({ at, ttl })) };
}

/** A turn that has ended, as its lifetime cares. */
export interface TimedTurn {
  readonly served: FittedTarget;
  readonly attempts: readonly Attempt[];
  readonly prices: PriceBook;
  /** What the ledger said of the answering model's cache. */
  readonly cacheOf: () => CacheState;
}

/** What asking for an hour has cost in a turn, all its calls together, in nano-dollars; what has no price counts nothing. */
export function extraOfTurn({ ttl }: KnownLifetime, { served, attempts, prices, cacheOf }: TimedTurn): number {
  if (editedTtl(served.edits) !== '1h' && ttl !== '1h') return 0;
  const answer = attempts.at(-1);
  const isOld = ttl === '1h' && (cacheOf().ageSeconds ?? 0) > ttlSecondsOf['5m'];
  let extra = 0;
  for (const attempt of attempts) {
    const { usage, model, startedAtMs } = attempt;
    const row = prices.at(model, startedAtMs);
    if (usage === undefined || row === undefined) continue;
    const { inputTokens, cacheReadTokens: readTokens, cacheWriteTokens } = usage;
    const band = bandOf(row, inputTokens + readTokens + cacheWriteTokens);
    if (band === undefined) continue;
    extra += extraOfHour({
      prices: band,
      writtenTokens: editedTtl(served.edits) === '1h' ? cacheWriteTokens : 0,
      readTokens,
      outlivedFiveMinutes: attempt === answer && isOld,
    });
  }
  return extra;
}

/** As the trace tells it: nothing of a conversation that never asked for an hour. */
export function toldLifetime(
  before: KnownLifetime,
  served: FittedTarget,
  extraNanoUsd: number,
): KnownLifetime | undefined {
  const now = { ttl: editedTtl(served.edits) ?? '5m', extraNanoUsd: before.extraNanoUsd + extraNanoUsd };
  return now.ttl === '5m' && now.extraNanoUsd === 0 ? undefined : now;
}
