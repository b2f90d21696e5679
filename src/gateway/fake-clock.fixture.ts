import { setTimeout } from 'node:timers/promises';
import type { PingClock } from '../attempt/index.ts';

/** A clock that stands still until it is told to go on; real sockets get their own time to settle. */
export interface FakeClock extends PingClock {
  /** Goes on, running what becomes due in order; after each step waits until nothing is busy. */
  pass(ms: number, isBusy?: () => boolean): Promise<void>;
}

export function createFakeClock(startMs: number): FakeClock {
  let nowMs = startMs;
  const due = new Set<{ readonly atMs: number; readonly run: () => void }>();
  return {
    now: () => nowMs,
    after(delayMs, run) {
      const timer = { atMs: nowMs + Math.max(0, delayMs), run };
      due.add(timer);
      return () => due.delete(timer);
    },
    async pass(ms, isBusy = () => false) {
      const untilMs = nowMs + ms;
      for (;;) {
        do await setTimeout(1);
        while (isBusy());
        const [next] = [...due].toSorted((one, other) => one.atMs - other.atMs);
        if (next === undefined || next.atMs > untilMs) break;
        due.delete(next);
        nowMs = Math.max(nowMs, next.atMs);
        next.run();
      }
      nowMs = untilMs;
    },
  };
}
