import { stat } from 'node:fs/promises';

/** A bar on one line of a terminal, and what it is told. */
export interface ProgressBar {
  /** Bytes of the file under way that have been read. */
  onBytes(read: number): void;
  done(): void;
}

const width = 30;

/** A bar of bytes read out of the file's size; silent where nobody watches. */
export async function progressBar(path: string, isWatched: boolean): Promise<ProgressBar> {
  if (!isWatched) return { onBytes: () => undefined, done: () => undefined };
  const { size } = await stat(path);
  let shown = -1;
  return {
    onBytes(read) {
      const percent = size === 0 ? 100 : Math.floor((100 * read) / size);
      if (percent === shown) return;
      shown = percent;
      const filled = Math.round((width * percent) / 100);
      process.stderr.write(`\r${path}  [${'#'.repeat(filled)}${' '.repeat(width - filled)}] ${percent} %`);
    },
    done: () => void process.stderr.write('\r\x1b[K'),
  };
}
