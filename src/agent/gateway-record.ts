import type { Sink, TurnEvent } from '../core/index.ts';

/** How turns reach a gateway's record. */
export interface GatewayRecordOptions {
  /** A gateway token, where the gateway asks for one. */
  readonly token?: string;
  /** How long a turn waits for others to go along; default 250. */
  readonly flushMs?: number;
  /** Turns that may wait while the gateway is not there; past it new ones are dropped and counted. Default 2,000. */
  readonly queueLimit?: number;
  /** Told when turns cannot be handed over (once, until they can be again), and how many were dropped since. */
  readonly onProblem?: (problem: { readonly message: string; readonly dropped: number }) => void;
}

/** Turns in one request: the gateway takes a hundred. */
const batchSize = 50;
/** Pauses between tries: twice as long each time. */
const firstPauseMs = 500;
const longestPauseMs = 30_000;
/** How long a closing sink waits for the gateway. */
const closeMs = 5_000;

/**
 * A sink that hands the turns of this process over to a running gateway (`POST /turnwise/turns`), so that they stand in the same
 * record. Nothing waits for it; what the gateway refuses as no turns is dropped. `url` is the gateway's own, `http://127.0.0.1:8484`.
 */
export function gatewayRecord(url: string, options: GatewayRecordOptions = {}): Sink {
  const handover = new Handover(new URL('/turnwise/turns', url), options);
  return { name: 'gateway', tell: (event) => handover.add(event), close: () => handover.close() };
}

class Handover {
  readonly #url: URL;
  readonly #options: GatewayRecordOptions;
  readonly #waiting: TurnEvent[] = [];
  readonly #closing = new AbortController();
  #timer: NodeJS.Timeout | undefined;
  #sending: Promise<void> | undefined;
  #pauseMs = firstPauseMs;
  #dropped = 0;
  #isFailing = false;

  constructor(url: URL, options: GatewayRecordOptions) {
    this.#url = url;
    this.#options = options;
  }

  add(event: TurnEvent): void {
    const { queueLimit = 2_000, flushMs = 250 } = this.#options;
    if (this.#waiting.length >= queueLimit) {
      this.#dropped += 1;
      return;
    }
    this.#waiting.push(event);
    this.#plan(flushMs);
  }

  /** Tries once more for everything, then gives the rest up. */
  async close(): Promise<void> {
    clearTimeout(this.#timer);
    const deadline = setTimeout(() => this.#closing.abort(), closeMs);
    await this.#sending;
    while (this.#waiting.length > 0 && (await this.#sendBatch()));
    clearTimeout(deadline);
  }

  #plan(afterMs: number): void {
    if (this.#timer !== undefined || this.#sending !== undefined) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#sending = this.#sendBatch().then((isTaken) => {
        this.#sending = undefined;
        if (this.#waiting.length > 0) this.#plan(isTaken ? 0 : this.#pauseMs);
      });
    }, afterMs);
    this.#timer.unref();
  }

  /** Whether the gateway is there. Never rejects. */
  async #sendBatch(): Promise<boolean> {
    const turns = this.#waiting.slice(0, batchSize);
    const { token } = this.#options;
    try {
      const response = await fetch(this.#url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        },
        body: JSON.stringify({ turns }),
        signal: AbortSignal.any([this.#closing.signal, AbortSignal.timeout(10_000)]),
      });
      await response.body?.cancel();
      // A gateway that is there and refuses will refuse again: these turns go, and it is said.
      if (!response.ok && response.status < 500) this.#dropped += turns.length;
      if (!response.ok) this.#fail(`the gateway answered with status ${response.status}`);
      if (!response.ok && response.status >= 500) return false;
      if (response.ok) this.#recover();
    } catch (error) {
      this.#fail(error instanceof Error ? error.message : String(error));
      return false;
    }
    this.#waiting.splice(0, turns.length);
    return true;
  }

  #fail(message: string): void {
    this.#pauseMs = Math.min(2 * this.#pauseMs, longestPauseMs);
    if (!this.#isFailing) this.#options.onProblem?.({ message, dropped: this.#dropped });
    this.#isFailing = true;
  }

  #recover(): void {
    this.#pauseMs = firstPauseMs;
    if (this.#isFailing) this.#options.onProblem?.({ message: 'turns are handed over again', dropped: this.#dropped });
    this.#isFailing = false;
  }
}
