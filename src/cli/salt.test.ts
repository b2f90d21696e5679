import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { parseSettings } from '../core/index.ts';
import { saltOf } from './salt.ts';

function settingsWith(path: string) {
  const parsed = parseSettings({ record: { path } });
  if (!parsed.ok) throw new Error('valid');
  return parsed.settings;
}

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'turnwise-salt-'));
  onTestFinished(() => rmSync(path, { recursive: true }));
  return path;
}

const problems: string[] = [];
const salt = (path: string, given?: string) =>
  saltOf(settingsWith(path), { tokens: [], ...(given === undefined ? {} : { salt: given }) }, (message) =>
    problems.push(message),
  );

test('a salt is drawn once beside the record, for its owner only, and stays', () => {
  const path = join(folder(), 'record.sqlite');
  const first = salt(path);
  expect(first).toHaveLength(32);
  expect(salt(path)).toBe(first);
  expect(statSync(`${path}.salt`).mode & 0o777).toBe(0o600);
  expect(salt(path, 'given')).toBe('given');
});

test('without a record each process draws its own', () => {
  expect(salt('off')).not.toBe(salt('off'));
});

test('a folder that is not there is told, and the process goes on', () => {
  problems.length = 0;
  expect(salt('/nowhere/at/all/record.sqlite')).toHaveLength(32);
  expect(problems).toEqual([expect.stringContaining('cannot be kept')]);
});
