/** A bar on one line of a terminal, and what it is told. */
export interface ProgressBar {
  onBytes(read: number, total: number): void;
  done(): void;
}

const width = 30;

/** A bar of bytes read; silent where nobody watches. */
export function progressBar(label: string, isWatched: boolean): ProgressBar {
  if (!isWatched) return { onBytes: () => undefined, done: () => undefined };
  let shown = -1;
  return {
    onBytes(read, total) {
      const percent = total === 0 ? 100 : Math.floor((100 * read) / total);
      if (percent === shown) return;
      shown = percent;
      const filled = Math.round((width * percent) / 100);
      process.stderr.write(`\r${label}  [${'#'.repeat(filled)}${' '.repeat(width - filled)}] ${percent} %`);
    },
    done: () => void process.stderr.write('\r\x1b[K'),
  };
}
