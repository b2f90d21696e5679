import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The folder of recorded data beside the repository, or `TURNWISE_SHARED`. Nothing in it is copied here. */
const sharedFolder = process.env.TURNWISE_SHARED ?? fileURLToPath(new URL('../../shared', import.meta.url));

/** Path of something in the shared folder. Ends the process with exit code 2 and one sentence where it is absent. */
export function requireShared(path: string): string {
  const full = `${sharedFolder}/${path}`;
  if (existsSync(full)) return full;
  process.stderr.write(
    `This job needs ${full}, which is not there; set TURNWISE_SHARED to the folder that holds ${path}.\n`,
  );
  process.exit(2);
}

/** The lines of a JSONL file, parsed. */
export function readJsonLines(path: string): readonly unknown[] {
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line): unknown => JSON.parse(line));
}
