import { nanoToUsd } from '../../core/index.ts';

/** Dollars with two digits behind the point, four below a dollar, a minus where there is one; unknown is a question mark. */
export function money(nanoUsd: number | undefined): string {
  if (nanoUsd === undefined) return '?';
  const usd = Math.abs(nanoToUsd(nanoUsd));
  return `${nanoUsd < 0 ? '-' : ''}$${usd.toFixed(usd < 1 ? 4 : 2)}`;
}

/** Whole numbers with commas between the thousands. */
export function count(figure: number): string {
  return figure.toLocaleString('en-US', { maximumFractionDigits: 0 });
}

/** `1 turn`, `1,234 turns`. */
export function counted(figure: number, noun: string): string {
  return `${count(figure)} ${figure === 1 ? noun : `${noun}s`}`;
}

/** Percent, one digit behind the point; null is a question mark. */
export function share(percent: number | null): string {
  return percent === null ? '?' : percent.toFixed(1);
}

/** Day and minute, in UTC. */
export function minute(atMs: number): string {
  return new Date(atMs).toISOString().slice(0, 16).replace('T', ' ');
}

/** Rows, a heading first, as lines indented by two: the first column to the left, the others to the right, empty ones left out. */
export function figureTable(all: readonly (readonly string[])[]): readonly string[] {
  const [, ...below] = all;
  const rows = all.map((row) => row.filter((_, column) => below.some((one) => one[column] !== '')));
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) => {
    const cells = row.map((cell, column) =>
      column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
    );
    return `  ${cells.join('  ')}`.trimEnd();
  });
}
