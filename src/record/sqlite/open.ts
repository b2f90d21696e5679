import { resolve } from 'node:path';
import { ProblemReporter } from '../problem-reporter.ts';
import type { RecordProblem, TurnRecord } from '../record.ts';
import { WriteQueue, type WriteResult } from '../write-queue.ts';
import { failureOf, type ThreadReply } from './protocol.ts';
import { pruneDaily } from './prune.ts';
import { queryOf } from './query.ts';
import { SqliteThread } from './thread.ts';

/** The record in one SQLite file. */
export type SqliteRecord = TurnRecord;

/** How long a closing record waits for its store. */
const closeDeadlineMs = 5_000;

/** Where the record lies and how patient it is. */
export interface SqliteRecordOptions {
  /** The database file; it and its folder are made where missing. */
  readonly path: string;
  /** Turns in one transaction; default 200. */
  readonly batchSize?: number;
  /**
   * The longest a turn waits for others before it is written; default 25. Under load longer waits do not make writing
   * cheaper, and what waits longer is moved among the old objects, which only a full collection takes away.
   */
  readonly flushMs?: number;
  /** Turns that may wait; past it new ones are dropped and counted. Default 10,000. */
  readonly queueLimit?: number;
  /** Older turns are deleted, at the opening and daily; default 90. `Infinity` keeps all. */
  readonly keepDays?: number;
  /** How long a lock held by another connection is waited for, in the threads; default 2,000. */
  readonly busyTimeoutMs?: number;
  /** The first pause after a failure; default 250. It doubles up to 30 s. */
  readonly retryMs?: number;
  /** Told of failures (the first of a kind at once, then one a minute) and of the recovery. */
  readonly onProblem?: (problem: RecordProblem) => void;
  /** Milliseconds since 1970; default: `Date.now`. */
  readonly now?: () => number;
}

/**
 * Opens the record. SQLite runs in two threads: one writes; one, which comes and goes, migrates, prunes and reads. Resolves also
 * when the file cannot be opened, since recording never stops the work: that is a problem like any later one, turns are
 * queued, and it is tried again with them. Rejects only on misuse: a count or time that is not above 0.
 */
export async function openSqliteRecord(options: SqliteRecordOptions): Promise<SqliteRecord> {
  refuseMisuse(options);
  const { busyTimeoutMs = 2_000, now = Date.now } = options;
  const path = resolve(options.path);
  const writer = new SqliteThread({ path, busyTimeoutMs, role: 'writer' });
  const reader = new SqliteThread({ path, busyTimeoutMs, role: 'reader' });
  const problems = new ProblemReporter((failure) => {
    options.onProblem?.({ ...failure, stats: queue.stats() });
  }, now);
  const queue = new WriteQueue({
    write: async (events) => toWriteResult(await writer.call({ kind: 'write', events })),
    problems,
    batchSize: options.batchSize ?? 200,
    flushMs: options.flushMs ?? 25,
    queueLimit: options.queueLimit ?? 10_000,
    retryMs: options.retryMs ?? 250,
  });
  // The reader first: it migrates.
  await reader.call({ kind: 'open' });
  const opened = await writer.call({ kind: 'open' });
  if (opened.kind === 'failed') queue.storeFailed(opened.failure);
  const stopPruning = pruneDaily({ thread: reader, problems, now, keepDays: options.keepDays ?? 90 });
  const close = async () => {
    stopPruning();
    const deadline = setTimeout(() => {
      writer.abandon();
      reader.abandon();
    }, closeDeadlineMs);
    await queue.close();
    await Promise.all([writer.close(), reader.close()]);
    clearTimeout(deadline);
  };
  return {
    sink: { name: 'record', tell: (event) => queue.add(event), tellPing: (event) => queue.add(event), close },
    query: queryOf(reader),
    stats: () => queue.stats(),
    flush: () => queue.flush(),
    close,
  };
}

function refuseMisuse(options: SqliteRecordOptions): void {
  for (const name of ['batchSize', 'flushMs', 'queueLimit', 'keepDays', 'retryMs'] as const) {
    const value = options[name];
    if (value !== undefined && !(value > 0)) throw new RangeError(`${name} must be above 0, not ${value}`);
  }
}

function toWriteResult(reply: ThreadReply): WriteResult {
  if (reply.kind === 'written') return reply;
  return { kind: 'unavailable', failure: failureOf(reply) };
}
