import type { TurnEvent } from '../core/index.ts';
import type { KnowledgeBase } from '../knowledge/index.ts';
import type { RecordQuery } from '../record/index.ts';

/** What a restart reads of the record. */
export type History = Pick<RecordQuery, 'turns' | 'batches'>;

/** A cache lives for an hour at most, from the start of its request. */
const cachesSpanMs = 70 * 60_000;
/** Earlier turns, for what loops are like and how fast models are. */
const earlierTurns = 2_000;

/**
 * Tells knowledge what the record holds: every turn of the last 70 minutes, for caches and accounts, and the newest 2,000
 * before them, for statistics. Rejects when the record cannot be read; what was told until then stays.
 */
export async function remember(knowledge: KnowledgeBase, history: History, nowMs: number): Promise<void> {
  const sinceMs = nowMs - cachesSpanMs;
  const earlier = await history.turns({ untilMs: sinceMs, order: 'newest', limit: earlierTurns });
  learnAll(knowledge, earlier.toReversed());
  for await (const batch of history.batches({ sinceMs })) learnAll(knowledge, batch);
}

function learnAll(knowledge: KnowledgeBase, events: readonly TurnEvent[]): void {
  for (const event of events) knowledge.learn(event);
}
