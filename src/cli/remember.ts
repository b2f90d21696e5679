import type { KnowledgeBase } from '../knowledge/index.ts';
import type { RecordQuery } from '../record/index.ts';

/** What a restart reads of the record. */
export type History = Pick<RecordQuery, 'turns' | 'batches' | 'pings'>;

/** A cache lives for an hour at most, from the start of its request. */
const cachesSpanMs = 70 * 60_000;
/** Pings of that time, at most. */
const mostPings = 10_000;
/** Earlier turns, for what loops are like and how fast models are. */
const earlierTurns = 2_000;

/**
 * Tells knowledge what the record holds: every turn and ping of the last 70 minutes, for caches and accounts, and the newest
 * 2,000 turns before them, for statistics. Rejects when the record cannot be read; what was told until then stays.
 */
export async function remember(knowledge: KnowledgeBase, history: History, nowMs: number): Promise<void> {
  const sinceMs = nowMs - cachesSpanMs;
  const earlier = await history.turns({ untilMs: sinceMs, order: 'newest', limit: earlierTurns });
  for (const event of earlier.toReversed()) knowledge.learn(event);
  const pings = [...(await history.pings({ sinceMs, limit: mostPings }))];
  const learnPingsUntil = (atMs: number) => {
    for (let ping = pings[0]; ping !== undefined && ping.attempt.startedAtMs <= atMs; ping = pings[0]) {
      knowledge.learnPing(ping);
      pings.shift();
    }
  };
  for await (const batch of history.batches({ sinceMs })) {
    for (const event of batch) {
      learnPingsUntil(event.startedAtMs);
      knowledge.learn(event);
    }
  }
  learnPingsUntil(Number.POSITIVE_INFINITY);
}
