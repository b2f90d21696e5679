/** Time as the pinger sees it, so that tests and replays can run it fast. */
export interface PingClock {
  /** Milliseconds since 1970. */
  now(): number;
  /** The same by the machine's calendar, which goes on while the machine sleeps; `now` may not. */
  calendar(): number;
  /** Runs something after so many milliseconds, unless cancelled. Must not keep the process alive. */
  after(delayMs: number, run: () => void): () => void;
}

/** The real clock. */
export function createPingClock(now: () => number): PingClock {
  return {
    now,
    calendar: Date.now,
    after(delayMs, run) {
      const timer = setTimeout(run, Math.max(0, delayMs));
      timer.unref();
      return () => clearTimeout(timer);
    },
  };
}
