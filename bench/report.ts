/** One comparison: its figures by name. */
export interface Row {
  readonly name: string;
  readonly figures: Readonly<Record<string, number>>;
}

/** Everything the benchmark prints. */
export interface Report {
  readonly rows: readonly Row[];
  readonly rssMiB: number;
  readonly record: { readonly written: number; readonly dropped: number; readonly failed: number };
  readonly rounds: number;
  readonly isPinned: boolean;
  readonly asJson: boolean;
}

/** The bounds that a ratio against direct has to reach, from the measured floors of such gateways. */
const wanted: Readonly<Record<string, string>> = {
  '2 KB, c=16': 'ratio >= 0.40',
  '60 KB, c=16': 'ratio >= 0.15',
  '1 MB, c=16': 'ratio >= 0.12',
  'stream, 60 KB, c=1': 'added <= 900 us',
};

/** Prints the report for people, or as JSON. */
export function printReport(report: Report): void {
  if (report.asJson) return void process.stdout.write(`${JSON.stringify(report)}\n`);
  const lines = report.rows.map(({ name, figures }) => {
    const cells = Object.entries(figures).map(([label, figure]) => `${label} ${format(figure)}`);
    const bound = wanted[name] === undefined ? '' : `   (must: ${wanted[name]})`;
    return `${name.padEnd(36)}${cells.join('   ')}${bound}`;
  });
  const { written, dropped, failed } = report.record;
  process.stdout.write(
    `${lines.join('\n')}\n\nmemory of the gateway after load: ${report.rssMiB.toFixed(0)} MiB   (must: <= 220)\n` +
      `turns recorded ${written}, dropped ${dropped}, failed ${failed}\n` +
      `medians of ${report.rounds} interleaved rounds; ${report.isPinned ? 'gateway on a core of its own' : 'cores shared: taskset is not there'}; Node ${process.version}\n`,
  );
}

/** The median of figures; NaN of none. */
export function median(figures: readonly number[]): number {
  const sorted = figures.toSorted((left, right) => left - right);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

function format(figure: number): string {
  if (Math.abs(figure) < 10) return figure.toFixed(2);
  return Math.round(figure).toLocaleString('en-US');
}
