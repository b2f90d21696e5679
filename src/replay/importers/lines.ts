import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';

/** A file's non-empty lines, one at a time; `onBytes` is told how much has been read so far. */
export async function* linesOf(path: string, onBytes?: (read: number) => void): AsyncGenerator<string> {
  const stream = createReadStream(path);
  try {
    for await (const line of createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY })) {
      onBytes?.(stream.bytesRead);
      if (line.trim() !== '') yield line;
    }
  } finally {
    stream.destroy();
  }
}

/** A line as JSON; `undefined` when it is none. */
export function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
