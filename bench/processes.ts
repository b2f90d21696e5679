import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

/** Whether processes can be kept on cores of their own, as the published floors were measured. */
export const canPin = spawnSync('taskset', ['-c', '0', 'true']).status === 0;

/** Starts a file of this folder in a process of its own, on one core where that can be had; resolves when it listens. */
export async function startProcess(
  file: string,
  options: { readonly core: number; readonly args?: readonly string[] },
): Promise<BenchProcess> {
  const path = fileURLToPath(new URL(file, import.meta.url));
  const node = [process.execPath, path, ...(options.args ?? [])];
  const [command = '', ...args] = canPin ? ['taskset', '-c', String(options.core), ...node] : node;
  const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const { port } = z.object({ port: z.number() }).parse(await message(child));
  return { child, port };
}

/** A process of the benchmark. */
export interface BenchProcess {
  readonly child: ChildProcess;
  readonly port: number;
}

const usageSchema = z.object({
  cpuUs: z.number(),
  rssBytes: z.number(),
  record: z.object({ written: z.number(), dropped: z.number(), failed: z.number() }),
});

/** What the gateway's process has used until now. */
export type ProcessUsage = z.infer<typeof usageSchema>;

/** Asks the gateway's process for its usage. */
export async function usageOf({ child }: BenchProcess): Promise<ProcessUsage> {
  const answer = message(child);
  child.send('usage');
  return usageSchema.parse(await answer);
}

function message(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve, reject) => {
    child.once('message', resolve);
    child.once('exit', (code) => reject(new Error(`a process of the benchmark ended with ${code}`)));
  });
}
