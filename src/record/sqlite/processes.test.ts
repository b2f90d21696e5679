import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RecordStats } from '../record.ts';
import { openSqliteRecord } from './open.ts';

const script = fileURLToPath(new URL('./writing-process.fixture.ts', import.meta.url));

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'record-'));
  path = join(folder, 'record.sqlite');
});
afterEach(() => rm(folder, { recursive: true }));

describe('the SQLite record of a process', () => {
  it('survives a kill with everything it had confirmed, without holes', async () => {
    const child = spawn(process.execPath, [script, path, 'endless'], { stdio: ['ignore', 'pipe', 'inherit'] });
    const last = await printedUntil(child, (stats) => stats.written >= 500);
    child.kill('SIGKILL');
    await once(child, 'close');
    const record = await openSqliteRecord({ path, keepDays: Number.POSITIVE_INFINITY });
    const turns = await record.query.turns({ limit: 1_000_000, order: 'oldest' });
    await record.close();
    expect(turns.length).toBeGreaterThanOrEqual(last.written);
    expect(turns.map((turn) => turn.turnId)).toEqual(turns.map((_, index) => `${child.pid}-${index}`));
    expect(turns.every((turn) => turn.attempts.length === 1)).toBe(true);
    expect(new Database(path).pragma('integrity_check', { simple: true })).toBe('ok');
  });

  it('shares a file with another process; both begin it at once, and both write', async () => {
    const children = [1, 2].map(() =>
      spawn(process.execPath, [script, path, 'some'], { stdio: ['ignore', 'pipe', 'inherit'] }),
    );
    const ends = await Promise.all(children.map((child) => printedUntil(child, () => true)));
    expect(ends.map(({ written, failed, dropped }) => ({ written, failed, dropped }))).toEqual([
      { written: 300, failed: 0, dropped: 0 },
      { written: 300, failed: 0, dropped: 0 },
    ]);
    const record = await openSqliteRecord({ path, keepDays: Number.POSITIVE_INFINITY });
    expect(await record.query.turns({ limit: 1_000 })).toHaveLength(600);
    await record.close();
  });

  it('goes on when the disk takes no more, and keeps what was written', async () => {
    const limited = `ulimit -f 1024 && exec "$0" "$@"`;
    const child = spawn('sh', ['-c', limited, process.execPath, script, path, 'until-refused'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const last = await printedUntil(child, (stats) => stats.lastError !== undefined && stats.pending > 500);
    child.kill('SIGKILL');
    await once(child, 'close');
    expect(last.lastError?.code).toMatch(/^SQLITE_(IOERR|FULL)/);
    const record = await openSqliteRecord({ path, keepDays: Number.POSITIVE_INFINITY });
    const turns = await record.query.turns({ limit: 1_000_000 });
    await record.close();
    expect(turns.length).toBeGreaterThanOrEqual(Math.max(1, last.written));
  });
});

/** Reads the statistics a child prints until one satisfies the test. Fails when the child ends before. */
async function printedUntil(child: ChildProcess, enough: (stats: RecordStats) => boolean): Promise<RecordStats> {
  if (child.stdout === null) throw new Error('the child has no output to read');
  for await (const line of createInterface({ input: child.stdout })) {
    const stats: RecordStats = JSON.parse(line);
    if (enough(stats)) return stats;
  }
  throw new Error('the child ended early');
}
