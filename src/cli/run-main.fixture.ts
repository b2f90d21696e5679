import { main } from './main.ts';

/** What a command wrote, what it noted beside, and the exit code it set. */
export interface CommandOutcome {
  readonly out: string;
  readonly notes: string;
  readonly code: typeof process.exitCode;
}

/** Runs a command in this process, as from a shell without a terminal. */
export async function runMain(...words: readonly string[]): Promise<CommandOutcome> {
  const out: string[] = [];
  const notes: string[] = [];
  process.exitCode = 0;
  const terminal = {
    out: (text: string) => void out.push(text),
    note: (text: string) => void notes.push(text),
    isInteractive: false,
  };
  await main(['node', 'turnwise', ...words], terminal);
  return { out: out.join('\n'), notes: notes.join('\n'), code: process.exitCode };
}
