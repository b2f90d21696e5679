import type { PingEvent, TurnEvent } from '../core/index.ts';
import type { ProblemReporter } from './problem-reporter.ts';
import { closedFailure, type RecordFailure, type RecordStats, toFailure } from './record.ts';

/**
 * The way of a turn to the store, on the serving thread: told, turned into text, queued, sent in batches, confirmed.
 *
 *   add ──► pending ──(batchSize reached, or flushMs passed)──► write ──► written / failed
 *              ▲                                                  │
 *              └──────── kept, sent again after a pause ◄── store unavailable
 *
 * One batch is on its way at a time, so turns that come meanwhile make the next batch larger: load makes it cheaper.
 * What waits is bounded by count and by size; past either, new turns are dropped and counted. Nothing here throws.
 */
export class WriteQueue {
  readonly #options: WriteQueueOptions;
  #pending: string[] = [];
  #pendingCharacters = 0;
  #written = 0;
  #dropped = 0;
  #failed = 0;
  #retryMs = 0;
  #timer: NodeJS.Timeout | undefined;
  #draining: Promise<void> | undefined;
  #closed = false;

  constructor(options: WriteQueueOptions) {
    this.#options = options;
  }

  /** Queues a turn or a ping, which counts as one here. Costs its serialisation, some microseconds. */
  add(event: TurnEvent | PingEvent): void {
    const text = this.#serialize(event);
    if (text === undefined) return;
    const full =
      this.#pending.length >= this.#options.queueLimit || this.#pendingCharacters + text.length > charactersLimit;
    if (full || this.#closed) {
      this.#dropped += 1;
      this.#options.problems.failed(this.#closed ? closedFailure : overloadFailure(this.#pending.length));
      return;
    }
    this.#pending.push(text);
    this.#pendingCharacters += text.length;
    this.#schedule();
  }

  /** Notes that the store does not answer: the next try comes after a pause. */
  storeFailed(failure: RecordFailure): void {
    this.#retryMs = Math.min(this.#retryMs * 2 || this.#options.retryMs, longestRetryMs);
    this.#options.problems.failed(failure);
  }

  stats(): RecordStats {
    const { lastError } = this.#options.problems;
    return {
      written: this.#written,
      dropped: this.#dropped,
      pending: this.#pending.length,
      failed: this.#failed,
      ...(lastError === undefined ? {} : { lastError }),
    };
  }

  /** Sends what is pending now, not waiting for a pause to end. Resolves when nothing is pending or the store refused. */
  async flush(): Promise<void> {
    await this.#draining;
    await this.#drain();
  }

  /** Flushes a last time; what the store does not take now is given up. Turns told later are dropped. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.flush();
    this.#failed += this.#pending.length;
    this.#pending = [];
    this.#pendingCharacters = 0;
  }

  #serialize(event: TurnEvent | PingEvent): string | undefined {
    try {
      return JSON.stringify(event);
    } catch (thrown) {
      this.#failed += 1;
      this.#options.problems.failed(toFailure(thrown));
      return undefined;
    }
  }

  /** The timer of a pause does not keep a process alive whose store is gone; the timer of a flush does. */
  #schedule(): void {
    if (this.#draining !== undefined || this.#pending.length === 0 || this.#closed) return;
    const paused = this.#retryMs > 0;
    if (!paused && this.#pending.length >= this.#options.batchSize) {
      void this.#drain();
      return;
    }
    this.#timer ??= setTimeout(() => void this.#drain(), paused ? this.#retryMs : this.#options.flushMs);
    if (paused) this.#timer.unref();
  }

  #drain(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#draining ??= this.#sendAll().finally(() => {
      this.#draining = undefined;
      this.#schedule();
    });
    return this.#draining;
  }

  async #sendAll(): Promise<void> {
    while (this.#pending.length > 0) {
      const batch = this.#pending.slice(0, this.#options.batchSize);
      const result = await this.#options.write(batch);
      if (result.kind === 'unavailable') {
        this.storeFailed(result.failure);
        return;
      }
      this.#settle(batch, result.refused);
    }
  }

  #settle(batch: readonly string[], refused: readonly RecordFailure[]): void {
    this.#pending.splice(0, batch.length);
    for (const text of batch) this.#pendingCharacters -= text.length;
    this.#written += batch.length - refused.length;
    this.#failed += refused.length;
    for (const failure of refused) this.#options.problems.failed(failure);
    if (this.#retryMs === 0) return;
    this.#retryMs = 0;
    this.#options.problems.recovered();
  }
}

/** What a queue needs to know. */
export interface WriteQueueOptions {
  /** Takes turns as JSON text, all or none. Must not reject. The same turn may come twice: after an unclear end. */
  readonly write: (batch: readonly string[]) => Promise<WriteResult>;
  readonly problems: ProblemReporter;
  /** Turns in one transaction. */
  readonly batchSize: number;
  /** The longest a turn waits for others before it is sent. */
  readonly flushMs: number;
  /** Turns that may wait. */
  readonly queueLimit: number;
  /** The first pause after the store did not answer; each further one is twice as long, up to 30 s. */
  readonly retryMs: number;
}

/** `written`: done, apart from turns that the store refused for what they are. `unavailable`: nothing was written. */
export type WriteResult =
  | { readonly kind: 'written'; readonly refused: readonly RecordFailure[] }
  | { readonly kind: 'unavailable'; readonly failure: RecordFailure };

/** 64 Mi characters: with two bytes for a character, 128 MiB. A usual turn has about 2,000. */
const charactersLimit = 64 * 1024 * 1024;

const longestRetryMs = 30_000;

function overloadFailure(pending: number): RecordFailure {
  return { code: 'overload', message: `${pending} turns wait to be written; new ones are dropped` };
}
