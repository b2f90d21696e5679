import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import { type BenchProcess, cores, freePort, listening, onCore } from './processes.ts';

/** The gateway under load. */
export interface BenchGateway extends BenchProcess {
  /** Ends it as an operator would, by SIGTERM, and answers with the turns that its record holds then. */
  end(): Promise<number>;
}

/** Starts the built command with everything on: decision, fit, edits, tap, record, a line of log a turn. */
export async function startGateway(upstreamUrl: string, nodeOptions: readonly string[] = []): Promise<BenchGateway> {
  const folder = mkdtempSync(join(tmpdir(), 'turnwise-bench-'));
  const record = join(folder, 'record.sqlite');
  const config = join(folder, 'turnwise.yaml');
  const port = await freePort();
  const settings = {
    listen: { port },
    upstream: { baseUrl: upstreamUrl },
    control: { share: 0 },
    log: { format: 'json' },
    record: { path: record },
  };
  writeFileSync(config, JSON.stringify(settings));
  const command = fileURLToPath(new URL('../bin/turnwise.js', import.meta.url));
  const words = [process.execPath, ...nodeOptions, command, 'serve', '--config', config];
  const [program = '', ...args] = onCore(cores.measured, words);
  const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'inherit'] });
  await listening(port);
  return {
    port,
    child,
    async end() {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
      const file = new Database(record, { readonly: true });
      const turns = Number(file.prepare('select count(*) from turn').pluck().get());
      file.close();
      rmSync(folder, { recursive: true });
      return turns;
    },
  };
}
