/** Time as the pinger sees it, so that tests and replays can run it fast. */
export interface PingClock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Runs something after so many milliseconds, unless cancelled. Must not keep the process alive. */
  after(delayMs: number, run: () => void): () => void;
}

/** The real clock. */
export function createPingClock(now: () => number): PingClock {
  return {
    now,
    after(delayMs, run) {
      const timer = setTimeout(run, Math.max(0, delayMs));
      timer.unref();
      return () => clearTimeout(timer);
    },
  };
}
