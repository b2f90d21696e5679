import { type RecordFailure, toFailure } from './record.ts';

/** Between two reports of the same code. */
const repeatAfterMs = 60_000;

/**
 * Keeps the latest failure and tells a listener: the first of a code at once, then at most one a minute, so that a store
 * that is gone, or comes and goes, does not flood the log. A listener that throws is itself kept as the latest failure.
 */
export class ProblemReporter {
  #lastError: (RecordFailure & { readonly atMs: number }) | undefined;
  #toldOfTrouble = false;
  readonly #toldAtMs = new Map<string, number>();
  readonly #listener: (failure: RecordFailure) => void;
  readonly #now: () => number;

  constructor(listener: (failure: RecordFailure) => void, now: () => number) {
    this.#listener = listener;
    this.#now = now;
  }

  get lastError(): (RecordFailure & { readonly atMs: number }) | undefined {
    return this.#lastError;
  }

  failed(failure: RecordFailure): void {
    const atMs = this.#now();
    this.#lastError = { ...failure, atMs };
    const toldAtMs = this.#toldAtMs.get(failure.code);
    if (toldAtMs !== undefined && atMs - toldAtMs < repeatAfterMs) return;
    this.#toldAtMs.set(failure.code, atMs);
    this.#toldOfTrouble = true;
    this.#tell(failure);
  }

  /** Says that it works again, if the last thing said is that it does not. */
  recovered(): void {
    if (!this.#toldOfTrouble) return;
    this.#toldOfTrouble = false;
    this.#tell({ code: 'recovered', message: 'turns are being recorded again' });
  }

  #tell(failure: RecordFailure): void {
    try {
      this.#listener(failure);
    } catch (thrown) {
      this.#lastError = { ...toFailure(thrown), atMs: this.#now() };
    }
  }
}
