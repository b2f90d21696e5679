import type { ProblemReporter } from '../problem-reporter.ts';
import { failureOf } from './protocol.ts';
import type { SqliteThread } from './thread.ts';

const dayMs = 24 * 60 * 60 * 1_000;

/** What pruning needs. */
export interface PruneOptions {
  readonly thread: SqliteThread;
  readonly problems: ProblemReporter;
  readonly now: () => number;
  readonly keepDays: number;
}

/** Deletes turns older than `keepDays` now and every 24 hours, step by step between writes. Returns how to stop it. */
export function pruneDaily({ thread, problems, now, keepDays }: PruneOptions): () => void {
  let stopped = false;
  const prune = async () => {
    const beforeMs = now() - keepDays * dayMs;
    for (let more = true; more && !stopped; ) {
      const reply = await thread.call({ kind: 'prune', beforeMs });
      if (reply.kind !== 'pruned' && !stopped) problems.failed(failureOf(reply));
      more = reply.kind === 'pruned' && reply.more;
    }
  };
  const timer = setInterval(() => void prune(), dayMs).unref();
  void prune();
  return () => {
    stopped = true;
    clearInterval(timer);
  };
}
