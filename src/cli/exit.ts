/** Exit codes of every command (DESIGN section 11). */
export const exitCode = { done: 0, failure: 1, usage: 2 } as const;

/** Ends a command with a message for people and an exit code; no stack is shown. */
export class CommandError extends Error {
  readonly exitCode: number;

  constructor(message: string, code: number = exitCode.failure) {
    super(message);
    this.name = 'CommandError';
    this.exitCode = code;
  }
}
