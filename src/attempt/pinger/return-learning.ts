import { observe, type ReturnModel, type Situation } from '../../core/index.ts';

/** Waiting is given up, and counted as nobody having come, after this long: the return model looks no farther. */
const givenUpMs = 3_600_000;

/** A wait as far as learning cares. */
export interface LearntWait {
  readonly situation: Situation;
  readonly startedAtMs: number;
}

/**
 * Learns when people and tools come back. Waits in which nobody does count too, once they have lasted long enough: without
 * them every wait would seem to end in a return. Bounded: of too many waits the oldest count as they stand.
 */
export class ReturnLearning {
  readonly #waiting = new Map<string, LearntWait>();
  readonly #capacity: number;
  #model: ReturnModel;

  constructor(model: ReturnModel, capacity = 20_000) {
    this.#model = model;
    this.#capacity = capacity;
  }

  get model(): ReturnModel {
    return this.#model;
  }

  /** A turn has ended; a wait begins. */
  begin(key: string, wait: LearntWait): void {
    this.#waiting.delete(key);
    this.#waiting.set(key, wait);
    this.#giveUp(wait.startedAtMs);
  }

  /** The next turn has come. `keptShare`: see `Wait`. A wait that was given up meanwhile was counted already. */
  end(key: string, atMs: number, keptShare: number | undefined): void {
    const wait = this.#waiting.get(key);
    if (wait === undefined) return;
    this.#waiting.delete(key);
    const idleMs = Math.max(0, atMs - wait.startedAtMs);
    const kept = keptShare === undefined ? {} : { keptShare };
    this.#model = observe(this.#model, { situation: wait.situation, idleMs, isReturn: true, ...kept });
  }

  #giveUp(nowMs: number): void {
    for (const [key, { situation, startedAtMs }] of this.#waiting) {
      const idleMs = Math.max(0, nowMs - startedAtMs);
      if (idleMs < givenUpMs && this.#waiting.size <= this.#capacity) return;
      this.#waiting.delete(key);
      this.#model = observe(this.#model, { situation, idleMs, isReturn: false });
    }
  }
}
