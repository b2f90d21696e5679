import type { PingEvent, TurnEvent } from '../core/index.ts';
import type { RecordQuery } from '../record/index.ts';

/** What a restart reads of the record. */
export type History = Pick<RecordQuery, 'turns' | 'batches' | 'pings'>;

/** Whoever learns from turns and pings, told live or from the record. */
export interface Learner {
  learn(event: TurnEvent): void;
  learnPing(event: PingEvent): void;
}

/** A cache lives for an hour at most, from the start of its request. */
const cachesSpanMs = 70 * 60_000;
/** Earlier turns, for what loops are like, how fast models are and when people come back. */
const earlierTurns = 2_000;
const dayMs = 24 * 60 * 60_000;
/** Pings of that time and of today, at most. */
const mostPings = 50_000;

/**
 * Tells what the record holds, oldest first: every turn of the last 70 minutes, for caches and accounts, the newest 2,000 turns
 * before them, for statistics, and the pings of that time and of today (UTC), for what keeping may still cost. Rejects when
 * the record cannot be read; what was told until then stays.
 */
export async function remember(learners: readonly Learner[], history: History, nowMs: number): Promise<void> {
  const sinceMs = nowMs - cachesSpanMs;
  const earlier = await history.turns({ untilMs: sinceMs, order: 'newest', limit: earlierTurns });
  const todayMs = Math.floor(nowMs / dayMs) * dayMs;
  const pingsSinceMs = Math.min(sinceMs, todayMs, earlier.at(-1)?.startedAtMs ?? sinceMs);
  const pings = [...(await history.pings({ sinceMs: pingsSinceMs, limit: mostPings }))].reverse();
  const pingsUntil = (atMs: number) => {
    for (let ping = pings.at(-1); ping !== undefined && ping.attempt.startedAtMs <= atMs; ping = pings.at(-1)) {
      for (const learner of learners) learner.learnPing(ping);
      pings.pop();
    }
  };
  const tell = (event: TurnEvent) => {
    pingsUntil(event.startedAtMs);
    for (const learner of learners) learner.learn(event);
  };
  for (const event of earlier.toReversed()) tell(event);
  for await (const batch of history.batches({ sinceMs })) for (const event of batch) tell(event);
  pingsUntil(Number.POSITIVE_INFINITY);
}
