/** Where a command writes. Replaced in tests; the only way to the terminal. */
export interface Terminal {
  /** Results: what a pipe should get. */
  out(text: string): void;
  /** Everything else: progress, notes, problems. */
  note(text: string): void;
  readonly isInteractive: boolean;
}

/** The process's own streams. */
export const processTerminal: Terminal = {
  out: (text) => void process.stdout.write(`${text}\n`),
  note: (text) => void process.stderr.write(`${text}\n`),
  isInteractive: process.stderr.isTTY === true,
};
