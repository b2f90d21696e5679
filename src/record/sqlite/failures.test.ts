import { existsSync, mkdirSync, readFileSync, rmdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { turnEvent } from '../event.fixture.ts';
import type { TurnRecord } from '../record.ts';
import { openSqliteRecord, type SqliteRecordOptions } from './open.ts';

let folder: string;
let path: string;
let problems: string[];
const records: TurnRecord[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'record-'));
  path = join(folder, 'data', 'record.sqlite');
  problems = [];
});
afterEach(async () => {
  await Promise.all(records.splice(0).map((record) => record.close()));
  await rm(folder, { recursive: true });
});

describe('a SQLite record whose database fails', () => {
  it('keeps turns while another connection holds the lock, counts what it must drop, and writes the rest after', async () => {
    const record = await open({ queueLimit: 3 });
    const other = new Database(path);
    other.exec('begin immediate');
    const events = Array.from({ length: 5 }, () => turnEvent());
    for (const event of events) record.sink.tell(event);
    await record.flush();
    expect(record.stats()).toMatchObject({ written: 0, pending: 3, dropped: 2, failed: 0 });
    expect(problems).toEqual(['overload', 'SQLITE_BUSY']);
    other.exec('commit');
    other.close();
    await record.flush();
    expect(record.stats()).toMatchObject({ written: 3, pending: 0, dropped: 2, failed: 0 });
    expect(await record.query.turns({ limit: 9, order: 'oldest' })).toStrictEqual(events.slice(0, 3));
    expect(problems).toEqual(['overload', 'SQLITE_BUSY', 'recovered']);
  });

  it('reads while another connection writes', async () => {
    const record = await open();
    const event = await written(record);
    const other = new Database(path);
    other.exec('begin exclusive');
    expect(await record.query.turns({ limit: 9 })).toStrictEqual([event]);
    other.exec('rollback');
    other.close();
  });

  it('notices that its folder was deleted, says so, and begins a new file by itself', async () => {
    const record = await open();
    await written(record);
    rmSync(join(folder, 'data'), { recursive: true });
    const event = turnEvent();
    record.sink.tell(event);
    await vi.waitFor(() => expect(record.stats()).toMatchObject({ written: 2, pending: 0 }), 10_000);
    expect(problems).toEqual(['file_moved', 'recovered']);
    expect(await record.query.turns({ limit: 9 })).toStrictEqual([event]);
  });

  it('reads the new file after the old one was replaced', async () => {
    const record = await open();
    await written(record);
    expect(await record.query.turns({ limit: 9 })).toHaveLength(1);
    for (const end of ['', '-wal', '-shm']) rmSync(`${path}${end}`, { force: true });
    expect(await record.query.turns({ limit: 9 })).toEqual([]);
  });

  it('waits while a folder stands in the place of its file, and goes on when it is gone', async () => {
    const record = await open();
    await written(record);
    rmSync(join(folder, 'data'), { recursive: true });
    mkdirSync(path, { recursive: true });
    record.sink.tell(turnEvent());
    await record.flush();
    await record.flush();
    expect(record.stats()).toMatchObject({ written: 1, pending: 1, lastError: { code: 'EISDIR' } });
    await expect(record.query.totals({})).rejects.toMatchObject({ name: 'RecordError', code: 'EISDIR' });
    rmdirSync(path);
    await vi.waitFor(() => expect(record.stats()).toMatchObject({ written: 2, pending: 0 }), 10_000);
  });

  it('opens although the file cannot be opened, says why, and gives the turns up at the end', async () => {
    writeFileSync(join(folder, 'data'), 'a file where the folder should be');
    const record = await open();
    expect(problems).toEqual(['EEXIST']);
    record.sink.tell(turnEvent());
    await record.close();
    expect(record.stats()).toMatchObject({ written: 0, failed: 1, pending: 0 });
  });

  it('says when it works after it could not be opened', async () => {
    writeFileSync(join(folder, 'data'), 'a file where the folder should be');
    const record = await open();
    rmSync(join(folder, 'data'));
    await written(record);
    expect(problems).toEqual(['EEXIST', 'recovered']);
  });

  it('leaves a file alone that is no database', async () => {
    path = join(folder, 'notes.txt');
    writeFileSync(path, 'not a database, but somebody needs it'.repeat(100));
    const record = await open();
    record.sink.tell(turnEvent());
    await record.close();
    expect(problems).toEqual(['SQLITE_NOTADB']);
    expect(readFileSync(path, 'utf8')).toBe('not a database, but somebody needs it'.repeat(100));
  });

  it('leaves no half schema behind when making it fails', async () => {
    mkdirSync(join(folder, 'data'));
    const file = new Database(path);
    file.exec('create table attempt (somebody_elses integer)');
    await open();
    expect(problems).toEqual(['SQLITE_ERROR']);
    expect(file.prepare("select name from sqlite_master where name in ('turn', 'attempt')").pluck().all()).toEqual([
      'attempt',
    ]);
    file.close();
  });

  it('leaves a record alone that a newer version wrote', async () => {
    await (await open()).close();
    const newer = new Database(path);
    newer.exec("insert into schema_migration values (99, 'from the future', 0)");
    const record = await open();
    record.sink.tell(turnEvent());
    await record.close();
    expect(problems).toEqual(['record_too_new']);
    expect(newer.prepare('select count(*) from turn').pluck().get()).toBe(0);
    newer.close();
  });
});

describe('a SQLite record', () => {
  it('makes its folder and a file that only its owner can read', async () => {
    await open();
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(join(folder, 'data')).mode & 0o777).toBe(0o700);
  });

  it('leaves one whole file when it closes', async () => {
    const record = await open();
    await written(record);
    await record.close();
    expect(existsSync(`${path}-wal`)).toBe(false);
  });

  it('closes as often as it is told to', async () => {
    const record = await open();
    await Promise.all([record.close(), record.sink.close?.(), record.close()]);
    expect(record.stats()).toEqual({ written: 0, dropped: 0, pending: 0, failed: 0 });
  });

  it.each(['batchSize', 'flushMs', 'queueLimit', 'keepDays', 'retryMs'])('refuses a %s of 0', async (name) => {
    await expect(openSqliteRecord({ path, [name]: 0 })).rejects.toThrow(RangeError);
    expect(existsSync(path)).toBe(false);
  });
});

async function open(options: Partial<SqliteRecordOptions> = {}): Promise<TurnRecord> {
  const record = await openSqliteRecord({
    path,
    keepDays: Number.POSITIVE_INFINITY,
    busyTimeoutMs: 20,
    retryMs: 20,
    onProblem: (problem) => problems.push(problem.code),
    ...options,
  });
  records.push(record);
  return record;
}

async function written(record: TurnRecord) {
  const event = turnEvent();
  record.sink.tell(event);
  await record.flush();
  expect(record.stats()).toMatchObject({ written: 1, pending: 0 });
  return event;
}
