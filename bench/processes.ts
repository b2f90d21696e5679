import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
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

const canPin = spawnSync('taskset', ['-c', String(cores.measured), 'true']).status === 0;

/** The words of a command that keep a program on one core, where that can be had. */
export function onCore(core: number, program: readonly string[]): readonly string[] {
  return canPin ? ['taskset', '-c', String(core), ...program] : program;
}

/** Starts a file of this folder in a Node process of its own; resolves when it listens. */
export async function startNode(file: string, core: number, args: readonly string[] = []): Promise<BenchProcess> {
  const path = fileURLToPath(new URL(file, import.meta.url));
  const [command = '', ...words] = onCore(core, [process.execPath, path, ...args]);
  const child = spawn(command, words, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const [told]: unknown[] = await once(child, 'message', { signal: AbortSignal.timeout(startMs) });
  return { child, port: z.object({ port: z.number() }).parse(told).port };
}

const startMs = 10_000;

/** A port that nothing listens on just now. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** Resolves when something listens on a port; rejects after ten seconds. */
export async function listening(port: number): Promise<void> {
  for (const giveUpAt = Date.now() + startMs; ; await sleep(50)) {
    const socket = connect(port, '127.0.0.1');
    try {
      await once(socket, 'connect');
      return;
    } catch (error) {
      if (Date.now() > giveUpAt) throw error;
    } finally {
      socket.destroy();
    }
  }
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
