import { setTimeout } from 'node:timers/promises';
import type { PingClock } from './ping-clock.ts';

/** A clock that stands still until it is told to go on: for tests, and for replays that play hours in seconds. */
export interface ManualClock extends PingClock {
  /** Goes on, running what becomes due in order; after each step lets everything settle, and waits while something is busy. */
  pass(ms: number, isBusy?: () => boolean): Promise<void>;
  /** The machine sleeps: only the calendar goes on. */
  sleep(ms: number): void;
}

/** Starts at a time. Real sockets and threads get their own time to settle. */
export function createManualClock(startMs: number): ManualClock {
  let nowMs = startMs;
  let sleptMs = 0;
  const due = new Set<{ readonly atMs: number; readonly run: () => void }>();
  return {
    now: () => nowMs,
    calendar: () => nowMs + sleptMs,
    sleep(ms) {
      sleptMs += ms;
    },
    after(delayMs, run) {
      const timer = { atMs: nowMs + Math.max(0, delayMs), run };
      due.add(timer);
      return () => due.delete(timer);
    },
    async pass(ms, isBusy = () => false) {
      const untilMs = nowMs + ms;
      for (;;) {
        do await setTimeout(0);
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
