import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { conversation } from './claude-code.fixture.ts';
import { readingIsSimple, temporaryFile } from './importer.conformance.fixture.ts';
import { readRecorded } from './read-recorded.ts';

const trajectory = {
  turns: [{ atSeconds: 0, after: 'user', inputTokens: 10, outputTokens: 1, sharedPrefixTokens: 0, simple: false }],
};
const transcript = conversation.map((line) => JSON.stringify(line)).join('\n');

/** A folder with these files. */
function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = dirname(temporaryFile('x'));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  return folder;
}

async function read(path: string) {
  const sources: (string | undefined)[] = [];
  const problems: string[] = [];
  const shares: number[] = [];
  const options = {
    ruling: readingIsSimple,
    onProblem: (problem: string) => void problems.push(problem),
    onBytes: (done: number, total: number) => void shares.push(done / total),
  };
  for await (const one of readRecorded(path, options)) sources.push(one.source);
  return { sources, problems, shares };
}

test('walks a folder, takes each file for what it is, and says which it does not know', async () => {
  const folder = folderWith({
    'a/one.jsonl': JSON.stringify({ source: 'mine', ...trajectory }),
    'b/session.jsonl': transcript,
    'b/notes.jsonl': '{"hello": "world"}',
    'b/readme.md': '# nothing',
  });
  const { sources, problems, shares } = await read(folder);
  expect(sources).toEqual(['mine', 'claude-code']);
  expect(problems).toEqual([`${join(folder, 'b/notes.jsonl')}: of no known kind, left out`]);
  expect(shares.at(-1)).toBe(1);
  expect(shares).toEqual(shares.toSorted((one, other) => one - other));
});

test('counts a reply once that stands in several files', async () => {
  const { sources } = await read(folderWith({ 'a.jsonl': transcript, 'b.jsonl': transcript }));
  expect(sources).toEqual(['claude-code']);
});

test('says how many lines cannot be used', async () => {
  const { problems } = await read(folderWith({ 'a.jsonl': `${transcript}\n{"type"\n[]` }));
  expect(problems).toEqual([expect.stringContaining('2 lines that cannot be used')]);
});

test("leaves another program's database alone", async () => {
  const folder = folderWith({});
  const other = new Database(join(folder, 'other.db'));
  other.exec('create table notes (text)');
  other.close();
  const { problems } = await read(folder);
  expect(problems).toEqual([expect.stringContaining('of no known kind')]);
  const after = new Database(join(folder, 'other.db'), { readonly: true });
  expect(after.prepare('select name from sqlite_schema').pluck().all()).toEqual(['notes']);
  after.close();
});

test('rejects for a path that is not there', async () => {
  await expect(read('/nowhere')).rejects.toThrow('ENOENT');
});
