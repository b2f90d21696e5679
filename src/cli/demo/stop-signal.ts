/** Ctrl-C or SIGTERM as an abort. */
export interface StopSignal {
  readonly signal: AbortSignal;
  /** Gives the signals back to the process. */
  release(): void;
}

/** Begins to listen. Only the first SIGINT or SIGTERM is taken; the second one ends the process at once, as usual. */
export function listenForStop(): StopSignal {
  const controller = new AbortController();
  const stop = () => {
    release();
    controller.abort();
  };
  const release = () => {
    process.off('SIGINT', stop);
    process.off('SIGTERM', stop);
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  return { signal: controller.signal, release };
}
