import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** `turnwise serve` in a process of its own, as a user starts it. */
export interface ServedGateway {
  readonly url: string;
  stop(): Promise<void>;
}

/** Starts it in front of an upstream, on a free port, with an empty record; nobody is in the control group. */
export async function startGateway(upstreamUrl: string): Promise<ServedGateway> {
  const folder = mkdtempSync(join(tmpdir(), 'turnwise-example-'));
  writeFileSync(join(folder, 'turnwise.yaml'), 'control: { share: 0 }\n');
  const child = spawn(
    process.execPath,
    [fileURLToPath(new URL('../src/cli/run.ts', import.meta.url)), 'serve', '--port', '0'],
    {
      cwd: folder,
      env: { ...process.env, TURNWISE_UPSTREAM: upstreamUrl },
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  );
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const stop = async () => {
    child.kill('SIGTERM');
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
  for await (const line of createInterface({ input: child.stderr })) {
    const url = /listens on (\S+),/.exec(line)?.[1];
    if (url !== undefined) return { url, stop };
  }
  await stop();
  throw new Error('the gateway did not start');
}
