import { bucketCount, bucketOf } from './bucket.ts';

/** How a turn ended, which says who is awaited: a tool, a person, unknown, or, after a subagent's last word, nobody. */
export type Ending = 'tool_use' | 'end_turn' | 'other' | 'subagent';

/** Every ending. */
export const endings: readonly Ending[] = ['tool_use', 'end_turn', 'other', 'subagent'];

/** The ending that a reply's stop reason means, in a conversation that is a subagent's or not. */
export function endingOf(stopReason: string | undefined, isSubagent: boolean): Ending {
  if (stopReason === 'tool_use') return 'tool_use';
  if (isSubagent) return 'subagent';
  return stopReason === 'end_turn' ? 'end_turn' : 'other';
}

/** What a conversation has shown of its own pace. Plain data, a few numbers long. */
export interface Pace {
  /** Turns before the last one. */
  readonly earlierTurns: number;
  /** The last gap that outlived the cache's lifetime; absent: none so far. */
  readonly lastLapseMs?: number;
  /** For each ending, how many gaps ended in bucket 1 to 12, and how many later. */
  readonly lapses: Readonly<Partial<Record<Ending, readonly number[]>>>;
}

/** A conversation with its first turn under way. */
export const newPace: Pace = { earlierTurns: 0, lapses: {} };

/** The pace once the next turn began, `gapMs` after the start of one that ended so. */
export function pacedBy(pace: Pace, ending: Ending, gapMs: number): Pace {
  const earlierTurns = pace.earlierTurns + 1;
  const bucket = bucketOf(gapMs);
  if (bucket === 0) return { ...pace, earlierTurns };
  const before = pace.lapses[ending] ?? new Array<number>(bucketCount + 1).fill(0);
  const now = before.map((count, index) => (index === bucket - 1 ? count + 1 : count));
  return { earlierTurns, lastLapseMs: gapMs, lapses: { ...pace.lapses, [ending]: now } };
}
