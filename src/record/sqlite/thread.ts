import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { closedFailure, type RecordFailure, toFailure } from '../record.ts';
import type { Envelope, ThreadReply, ThreadRequest, ThreadSettings } from './protocol.ts';

/** `worker.ts` when this runs from source, `worker.js` when it runs from the build. */
const entry = new URL(`./worker${extname(import.meta.url)}`, import.meta.url);

/** Batches are short-lived: more room for new objects would only be memory that is never given back. */
const resourceLimits = { maxYoungGenerationSizeMb: 8 };

/**
 * The serving thread's end of a SQLite thread. The thread starts with the first call, is started again by the next call
 * after it ended, and keeps the process alive only while a call is under way. An idle one stays: V8 of Node 24 may abort the
 * whole process when a thread's heap is taken down while others compile (`Check failed: jit_page.has_value()`).
 */
export class SqliteThread {
  readonly #settings: ThreadSettings;
  readonly #waiting = new Map<number, (reply: ThreadReply) => void>();
  #worker: Worker | undefined;
  #nextId = 1;
  #stopped = false;

  constructor(settings: ThreadSettings) {
    this.#settings = settings;
  }

  /** Never rejects: a thread that dies or cannot take the request answers `failed`. */
  call(request: ThreadRequest): Promise<ThreadReply> {
    return new Promise((resolve) => {
      if (this.#stopped) {
        resolve({ kind: 'failed', failure: closedFailure });
        return;
      }
      const envelope: Envelope<ThreadRequest> = { id: this.#nextId++, content: request };
      try {
        this.#worker ??= this.#start();
        this.#worker.postMessage(envelope);
      } catch (thrown) {
        resolve({ kind: 'failed', failure: toFailure(thrown) });
        return;
      }
      this.#waiting.set(envelope.id, resolve);
      this.#worker.ref();
    });
  }

  /** Lets the thread finish what it was asked, close its file and end. Later calls answer `failed`. */
  async close(): Promise<void> {
    const worker = this.#worker;
    if (worker !== undefined) {
      await this.call({ kind: 'close' });
      await endOf(worker);
    }
    this.abandon();
  }

  /** Ends the thread by force; what it was asked answers `failed` at once, though a blocked disk may hold the thread. */
  abandon(): void {
    const worker = this.#worker;
    this.#stopped = true;
    if (worker === undefined) return;
    this.#ended(worker, closedFailure);
    void worker.terminate();
  }

  #start(): Worker {
    const { role } = this.#settings;
    const worker = new Worker(entry, {
      workerData: this.#settings,
      name: `turnwise-record-${role}`,
      execArgv: [],
      resourceLimits,
    });
    worker.unref();
    worker.on('message', ({ id, content }: Envelope<ThreadReply>) => this.#settle(id, content));
    worker.on('error', (error) => this.#ended(worker, toFailure(error)));
    worker.on('exit', () => this.#ended(worker, { code: 'thread_ended', message: 'the SQLite thread ended' }));
    return worker;
  }

  #settle(id: number, reply: ThreadReply): void {
    this.#waiting.get(id)?.(reply);
    this.#waiting.delete(id);
    if (this.#waiting.size === 0) this.#worker?.unref();
  }

  #ended(worker: Worker, failure: RecordFailure): void {
    if (this.#worker !== worker) return;
    this.#worker = undefined;
    worker.unref();
    for (const id of [...this.#waiting.keys()]) this.#settle(id, { kind: 'failed', failure });
  }
}

/** A thread that was told to close ends by itself: it is not ended by force in the middle of that. */
const patienceMs = 2_000;

function endOf(worker: Worker): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, patienceMs);
    worker.ref();
    worker.once('exit', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
