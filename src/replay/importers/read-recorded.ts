import { readdir, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { given } from '../../core/index.ts';
import { isSqliteRecord } from '../../record/index.ts';
import type { Trajectory } from '../trajectory.ts';
import { claudeCodeImporter } from './claude-code.ts';
import type { Importer, ReadingOptions } from './importer.ts';
import { linesOf, parseJson } from './lines.ts';
import { piSessionImporter } from './pi-session.ts';
import { storeImporter } from './store.ts';
import { trajectoryImporter } from './trajectories.ts';

/** Line formats in the order in which they are tried. */
const lineImporters: readonly Importer[] = [trajectoryImporter, piSessionImporter, claudeCodeImporter];

/** Files looked at inside a folder; a file that is named is looked at whatever its name. */
const extensions: ReadonlySet<string> = new Set(['.jsonl', '.sqlite', '.sqlite3', '.db']);

/** What reading tells besides conversations. */
export interface RecordedOptions extends Pick<ReadingOptions, 'ruling' | 'otherRulings'> {
  /** Bytes read so far, and of how many in all. */
  readonly onBytes?: (read: number, total: number) => void;
  /** A sentence about what was left out of a file, and why. */
  readonly onProblem?: (problem: string) => void;
}

/** The conversations of a file, or of all files of known kinds in a folder and its folders. */
export async function* readRecorded(path: string, options: RecordedOptions): AsyncGenerator<Trajectory> {
  const files = await filesOf(path);
  const total = files.reduce((sum, { bytes }) => sum + bytes, 0);
  const seenReplies = new Set<string>();
  let readBefore = 0;
  for (const file of files) {
    const importer = await importerFor(file.path);
    const done = readBefore;
    if (importer === undefined) options.onProblem?.(`${file.path}: of no known kind, left out`);
    else
      yield* readFile(file.path, importer, {
        ...options,
        seenReplies,
        onBytes: (read) => options.onBytes?.(done + read, total),
      });
    readBefore += file.bytes;
  }
}

interface FileOptions extends Omit<RecordedOptions, 'onBytes'>, Pick<ReadingOptions, 'seenReplies' | 'onBytes'> {}

async function* readFile(path: string, importer: Importer, options: FileOptions): AsyncGenerator<Trajectory> {
  let unreadable = 0;
  const { ruling, otherRulings, seenReplies, onBytes } = options;
  const onUnreadable = () => {
    unreadable += 1;
  };
  yield* importer.read(path, {
    ruling,
    ...given('otherRulings', otherRulings),
    ...given('seenReplies', seenReplies),
    ...given('onBytes', onBytes),
    onUnreadable,
  });
  if (unreadable > 0)
    options.onProblem?.(
      `${path}: ${unreadable} ${importer === storeImporter ? 'turns without usage, or answered as asked,' : 'lines that cannot be used'} left out`,
    );
}

async function filesOf(path: string): Promise<readonly { path: string; bytes: number }[]> {
  const { size, isFolder } = await stat(path).then((stats) => ({ size: stats.size, isFolder: stats.isDirectory() }));
  if (!isFolder) return [{ path, bytes: size }];
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile() && extensions.has(extname(entry.name)))
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted();
  return Promise.all(paths.map(async (file) => ({ path: file, bytes: (await stat(file)).size })));
}

/** The importer for a file, by its beginning; `undefined` for an unknown kind. */
async function importerFor(path: string): Promise<Importer | undefined> {
  if (isSqliteRecord(path)) return storeImporter;
  const first: unknown[] = [];
  for await (const line of linesOf(path)) {
    first.push(parseJson(line));
    if (first.length === linesLookedAt) break;
  }
  return lineImporters.find((importer) => importer.recognises(first));
}

const linesLookedAt = 10;
