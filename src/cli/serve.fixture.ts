import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

const entry = fileURLToPath(new URL('./run.ts', import.meta.url));

/** A `turnwise` process of one test, in a folder of its own. */
export interface CliProcess {
  readonly child: ChildProcess;
  readonly folder: string;
  output(): string;
  /** Resolves with the match once the output has it; rejects when the process ends before. */
  printed(pattern: RegExp): Promise<RegExpExecArray>;
  readonly ended: Promise<number | null>;
}

/** Runs the command line as a user would, from its sources. */
export function startCli(
  args: readonly string[],
  options: {
    readonly files?: Readonly<Record<string, string>>;
    readonly environment?: Readonly<Record<string, string>>;
  } = {},
): CliProcess {
  const folder = mkdtempSync(join(tmpdir(), 'turnwise-cli-'));
  for (const [name, text] of Object.entries(options.files ?? {})) writeFileSync(join(folder, name), text);
  const { PATH = '' } = process.env;
  const child = spawn(process.execPath, [entry, ...args], {
    cwd: folder,
    env: { PATH, NO_COLOR: '1', ...options.environment },
  });
  let output = '';
  const waiting = new Set<() => void>();
  const gather = (chunk: Buffer) => {
    output += chunk.toString();
    for (const look of waiting) look();
  };
  child.stdout.on('data', gather);
  child.stderr.on('data', gather);
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await ended;
    rmSync(folder, { recursive: true, force: true });
  });
  return {
    child,
    folder,
    ended,
    output: () => output,
    printed: (pattern) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const match = pattern.exec(output);
          if (match === null) return;
          waiting.delete(look);
          resolve(match);
        };
        waiting.add(look);
        look();
        ended.then(() => reject(new Error(`ended without ${pattern}:\n${output}`)));
      }),
  };
}
