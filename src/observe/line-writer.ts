import { write } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

const writeTo = promisify(write);

/** Characters of lines that may wait for a slow reader. */
const waitingLimit = 1024 * 1024;

/** Lines that come while one is written are gathered this long: each write wakes a thread, which costs more than the line. */
const defaultGatherMs = 10;

/** Between two tries at a pipe that is full and set not to block. */
const retryMs = 20;

const closeDeadlineMs = 1_000;

/**
 * Writes lines to a file descriptor in the background, so that a terminal or pipe that stands still never holds up a
 * turn. What waits is bounded. Lines that could not be written are told to `onLost`; the next ones are tried afresh.
 * (Not `pino.destination`: on a full disk its hook at the end of the process tries for ever, and never lets it end.)
 */
export class LineWriter {
  readonly #fd: number;
  readonly #onLost: (lines: number, because: string) => void;
  #waiting: string[] = [];
  #waitingCharacters = 0;
  #draining: Promise<void> | undefined;
  readonly #gatherMs: number;
  readonly #closing = new AbortController();

  constructor(fd: number, onLost: (lines: number, because: string) => void, gatherMs = defaultGatherMs) {
    this.#gatherMs = gatherMs;
    this.#fd = fd;
    this.#onLost = onLost;
  }

  /** Takes a line without its line feed; throws when too many wait. */
  write(line: string): void {
    if (this.#waitingCharacters > waitingLimit) throw new Error('the reader of the log is too slow');
    this.#waiting.push(`${line}\n`);
    this.#waitingCharacters += line.length;
    this.#draining ??= this.#drain();
  }

  /** Resolves when all lines are out, or after a second. */
  async close(): Promise<void> {
    this.#closing.abort();
    const deadline = new AbortController();
    await Promise.race([this.#draining, sleep(closeDeadlineMs, undefined, deadline).catch(() => undefined)]);
    deadline.abort();
  }

  async #drain(): Promise<void> {
    while (this.#waiting.length > 0) {
      const lines = this.#waiting;
      this.#waiting = [];
      this.#waitingCharacters = 0;
      try {
        await this.#writeWhole(Buffer.from(lines.join('')));
      } catch (thrown) {
        this.#onLost(lines.length, thrown instanceof Error ? thrown.message : String(thrown));
      }
      await sleep(this.#gatherMs, undefined, this.#closing).catch(() => undefined);
    }
    this.#draining = undefined;
  }

  async #writeWhole(bytes: Buffer): Promise<void> {
    for (let from = 0; from < bytes.length; ) {
      try {
        from += (await writeTo(this.#fd, bytes, from)).bytesWritten;
      } catch (thrown) {
        if (!(thrown instanceof Error && 'code' in thrown && thrown.code === 'EAGAIN')) throw thrown;
        await sleep(retryMs);
      }
    }
  }
}
