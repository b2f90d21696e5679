import { execFileSync } from 'node:child_process';
import { closeSync, constants, openSync, readFileSync, readSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate, setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { LineWriter } from './line-writer.ts';

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lines-'));
  path = join(folder, 'out');
});
afterEach(() => rm(folder, { recursive: true }));

it('writes every line once, in order, and has done so when it is closed', async () => {
  const fd = openSync(path, 'a');
  const writer = new LineWriter(fd, raise);
  for (let line = 0; line < 500; line += 1) {
    writer.write(`line ${line} ü`);
    if (line % 100 === 0) await setImmediate();
  }
  await writer.close();
  closeSync(fd);
  expect(readFileSync(path, 'utf8').split('\n')).toEqual([
    ...Array.from({ length: 500 }, (_, line) => `line ${line} ü`),
    '',
  ]);
});

it('refuses lines when too many wait, and takes them again later', async () => {
  const fd = openSync(path, 'a');
  const writer = new LineWriter(fd, raise);
  const megabyte = 'x'.repeat(1024 * 1024);
  writer.write('on its way');
  writer.write(megabyte);
  writer.write('one more');
  expect(() => writer.write('too much')).toThrow('too slow');
  await writer.close();
  writer.write('again');
  await writer.close();
  closeSync(fd);
  expect(readFileSync(path, 'utf8')).toBe(`on its way\n${megabyte}\none more\nagain\n`);
});

it('tells how many lines were lost and why, and goes on', async () => {
  const fd = openSync('/dev/null', 'r');
  const lost: [number, string][] = [];
  const writer = new LineWriter(fd, (lines, because) => lost.push([lines, because]));
  for (const line of ['1', '2', '3']) writer.write(line);
  await writer.close();
  closeSync(fd);
  expect(lost).toEqual([
    [1, expect.stringContaining('EBADF')],
    [2, expect.stringContaining('EBADF')],
  ]);
});

it('writes the first line at once and gathers those that follow it', async () => {
  const lost: number[] = [];
  const readOnly = openSync('/dev/null', 'r');
  const writer = new LineWriter(readOnly, (lines) => lost.push(lines), 60_000);
  writer.write('first');
  await setImmediate();
  for (let line = 0; line < 5; line += 1) {
    writer.write(`line ${line}`);
    await setImmediate();
  }
  await writer.close();
  expect(lost).toEqual([1, 5]);
  closeSync(readOnly);
});

it('waits for the reader of a full pipe that does not block', async () => {
  execFileSync('mkfifo', [path]);
  const readFd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  const writeFd = openSync(path, constants.O_WRONLY | constants.O_NONBLOCK);
  const writer = new LineWriter(writeFd, raise);
  const line = 'x'.repeat(999);
  for (let count = 0; count < 300; count += 1) writer.write(line);
  await sleep(50);
  let received = 0;
  const chunk = Buffer.alloc(65_536);
  while (received < 300_000) {
    await setImmediate();
    received += readSome(readFd, chunk);
  }
  await writer.close();
  closeSync(writeFd);
  closeSync(readFd);
  expect(received).toBe(300_000);
});

function readSome(fd: number, chunk: Buffer): number {
  try {
    return readSync(fd, chunk);
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'EAGAIN') return 0;
    throw thrown;
  }
}

function raise(_lines: number, because: string): never {
  throw new Error(because);
}
