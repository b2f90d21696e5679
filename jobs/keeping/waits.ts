import { endingOf, newPace, type Pace, pacedBy, type Wait } from '../../src/core/index.ts';
import type { RecordedTurn, Trajectory } from '../../src/replay/index.ts';

/** Every wait of a conversation, the many within the cache's lifetime too; after the last turn nobody ever came back. */
export function waitsOf({ turns, subagent }: Trajectory): readonly Wait[] {
  const waits: Wait[] = [];
  let pace: Pace = newPace;
  for (const [index, turn] of turns.entries()) {
    const next = turns[index + 1];
    const ending = endingOf(turn.stopReason, subagent !== undefined);
    const situation = { ending, prefixTokens: turn.inputTokens, pace };
    if (next === undefined) {
      waits.push({ situation, idleMs: Number.POSITIVE_INFINITY, isReturn: false });
      break;
    }
    const idleMs = (next.atSeconds - turn.atSeconds) * 1_000;
    waits.push({ situation, idleMs, isReturn: true, keptShare: sharedShare(turn, next) });
    pace = pacedBy(pace, ending, idleMs);
  }
  return waits;
}

/** The share of the prefix that the next prompt repeats: what a kept cache would have served, nothing evicted. */
function sharedShare(turn: RecordedTurn, next: RecordedTurn): number {
  return Math.min(next.sharedPrefixTokens, turn.inputTokens, next.inputTokens) / turn.inputTokens;
}

/**
 * Each wait once: some recorded conversations are forks of one another and share their history (13 of one in
 * the traces), which would make one person's habits look like thirteen people's.
 */
export function withoutCopies(waits: readonly Wait[]): readonly Wait[] {
  const seen = new Set<string>();
  return waits.filter((wait) => {
    const key = JSON.stringify([wait, String(wait.idleMs)]);
    const isNew = !seen.has(key);
    seen.add(key);
    return isNew;
  });
}

/** For each conversation the number of its group: conversations that share a piece of history are of one. */
export function groupsOf(conversations: readonly Trajectory[]): readonly number[] {
  const parent = conversations.map((_, index) => index);
  const rootOf = (index: number): number => {
    const up = parent[index] ?? index;
    return up === index ? index : rootOf(up);
  };
  const owner = new Map<string, number>();
  for (const [index, { turns }] of conversations.entries()) {
    for (const [at, turn] of turns.entries()) {
      const next = turns[at + 1];
      if (next === undefined || turn.outputTokens <= 50) continue;
      const key = [turn, next].map((one) => `${one.inputTokens}/${one.outputTokens}/${one.sharedPrefixTokens}`).join();
      const first = owner.get(key);
      if (first === undefined) owner.set(key, index);
      else parent[rootOf(index)] = rootOf(first);
    }
  }
  return conversations.map((_, index) => rootOf(index));
}

/** One conversation of each group, the first: what is played to see learning, lest it learns from forks what they will do. */
export function withoutForks(conversations: readonly Trajectory[]): readonly Trajectory[] {
  const groups = groupsOf(conversations);
  return conversations.filter((_, index) => groups.indexOf(groups[index] ?? -1) === index);
}
