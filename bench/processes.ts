import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

/** Upstream and load share one core; whatever is measured has the other, so that none takes the load's. */
export const cores = { load: 0, measured: 1 } as const;

/** Keeps this process on the load's core. False where that cannot be had: then all share all cores. */
export function pinLoad(): boolean {
  return spawnSync('taskset', ['-a', '-c', '-p', String(cores.load), String(process.pid)]).status === 0;
}

/** A process of the benchmark. */
export interface BenchProcess {
  readonly port: number;
  readonly child: ChildProcess;
}

/** Starts a program on one core, where that can be had. */
export function spawnOn(core: number, program: readonly string[]): ChildProcess {
  const pinned = spawnSync('taskset', ['-c', String(core), 'true']).status === 0;
  const [command = '', ...args] = pinned ? ['taskset', '-c', String(core), ...program] : program;
  return spawn(command, args, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
}

/** Starts a file of this folder in a Node process of its own; resolves when it listens. */
export async function startNode(file: string, core: number, args: readonly string[] = []): Promise<BenchProcess> {
  const path = fileURLToPath(new URL(file, import.meta.url));
  const child = spawnOn(core, [process.execPath, path, ...args]);
  const { port } = z.object({ port: z.number() }).parse(await message(child));
  return { child, port };
}

/** Asks a process for what it tells of itself. */
export async function ask({ child }: BenchProcess): Promise<unknown> {
  const answer = message(child);
  child.send('usage');
  return answer;
}

function message(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const onExit = (code: number | null) => reject(new Error(`a process of the benchmark ended with ${code}`));
    child.once('exit', onExit);
    child.once('message', (told) => {
      child.off('exit', onExit);
      resolve(told);
    });
  });
}

const microsecondsATick = 10_000;

/** CPU that a process has used with all its threads, in microseconds, to 10 ms; NaN where there is no `/proc`. */
export function cpuUsOf({ child }: BenchProcess): number {
  const fields = procFile(child, 'stat')
    ?.replace(/^.*\) /s, '')
    .split(' ');
  return (Number(fields?.[11]) + Number(fields?.[12])) * microsecondsATick;
}

/** Memory that a process has in use, in MiB; NaN where there is no `/proc`. */
export function memoryMiBOf({ child }: BenchProcess): number {
  return Number(/VmRSS:\s+(\d+)/.exec(procFile(child, 'status') ?? '')?.[1]) / 1024;
}

function procFile({ pid }: ChildProcess, name: string): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8');
  } catch {
    return undefined;
  }
}
