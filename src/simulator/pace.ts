/** Waits until so many milliseconds of modelled time have passed since the clock was started. */
export type PaceClock = (sinceStartMs: number) => Promise<void>;

/** Starts a clock; its waits end early when the signal aborts. */
export type Pace = (signal: AbortSignal) => PaceClock;

/**
 * Turns modelled time into waiting: scale 1 is real time, 0.1 ten times faster, 0 does not wait at all. Waits are
 * reckoned from the start, so that many short ones do not add up to an error.
 */
export function createPace(timeScale: number): Pace {
  return (signal) => {
    const startMs = performance.now();
    return (sinceStartMs) => {
      const leftMs = startMs + sinceStartMs * timeScale - performance.now();
      if (timeScale === 0 || leftMs < 1 || signal.aborted) return Promise.resolve();
      return new Promise((resolve) => {
        const timer = setTimeout(done, leftMs);
        function done(): void {
          clearTimeout(timer);
          signal.removeEventListener('abort', done);
          resolve();
        }
        signal.addEventListener('abort', done);
      });
    };
  };
}
