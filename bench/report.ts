import { type Figures, figuresOf, type Rounds } from './rounds.ts';

/** The targets in the order they are printed. */
export const targetNames = ['direct', 'nginx', 'dispatch relay', 'gateway'] as const;

/** A bound that the gateway has to reach, from the measured floors of such gateways. */
export interface Bounds {
  /** Least share of direct's requests a second. */
  readonly ofDirect?: number;
  /** Least share of nginx's requests a second. */
  readonly ofNginx?: number;
  /** Most CPU a request, as a multiple of nginx's. */
  readonly cpuOfNginx?: number;
}

/** Many requests at once: how many a second, and what they cost. */
export function throughputTable(title: string, rounds: Rounds, bounds: Bounds): string {
  const direct = figuresOf(rounds, 'direct');
  const nginx = figuresOf(rounds, 'nginx');
  const relay = figuresOf(rounds, 'dispatch relay');
  const columns = ['a second', 'of direct', 'of nginx', 'of the relay', 'CPU us', 'CPU of nginx', 'CPU of the relay'];
  const lines = rowsOf(rounds, (figures, name) => {
    const must = name === 'gateway' ? bounds : {};
    return [
      whole(figures.perSecond),
      ratio(figures.perSecond, direct?.perSecond) + atLeast(must.ofDirect),
      ratio(figures.perSecond, nginx?.perSecond) + atLeast(must.ofNginx),
      ratio(figures.perSecond, relay?.perSecond),
      whole(figures.cpuUs),
      times(figures.cpuUs, nginx?.cpuUs) + atMost(must.cpuOfNginx),
      times(figures.cpuUs, relay?.cpuUs),
    ];
  });
  return table([title, ...columns], lines);
}

/** One request at a time: how long it takes, and how much of it is added. */
export function latencyTable(title: string, rounds: Rounds): string {
  const direct = figuresOf(rounds, 'direct');
  const lines = rowsOf(rounds, (figures) => [
    whole(figures.latencyP50Us),
    whole(figures.latencyP50Us - (direct?.latencyP50Us ?? Number.NaN)),
    whole(figures.latencyP99Us - (direct?.latencyP99Us ?? Number.NaN)),
  ]);
  return table([title, 'p50 us', 'added p50', 'added p99'], lines);
}

/** One stream at a time: when its first byte comes. */
export function firstByteTable(title: string, rounds: Rounds, mostAddedUs: number): string {
  const direct = figuresOf(rounds, 'direct');
  const lines = rowsOf(rounds, (figures, name) => [
    whole(figures.firstByteP50Us),
    whole(figures.firstByteP50Us - (direct?.firstByteP50Us ?? Number.NaN)) +
      (name === 'gateway' ? ` (must: <= ${mostAddedUs})` : ''),
  ]);
  return table([title, 'p50 us', 'added p50'], lines);
}

/** Slow streams: from an event's sending to its arrival. */
export function delayTable(title: string, rounds: Rounds): string {
  const lines = rowsOf(rounds, (figures) => [whole(figures.delayP50Us), whole(figures.delayP99Us)]);
  return table([title, 'delay p50 us', 'delay p99 us'], lines);
}

function rowsOf(
  rounds: Rounds,
  cells: (figures: Figures, name: string) => readonly string[],
): readonly (readonly string[])[] {
  return targetNames.flatMap((name) => {
    const figures = figuresOf(rounds, name);
    return figures === undefined ? [] : [[name, ...cells(figures, name)]];
  });
}

/** A table in Markdown, its columns aligned. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => row[column]?.length ?? 0), 3));
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  const rule = `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`;
  return [line(head), rule, ...rows.map(line)].join('\n');
}

function atLeast(bound: number | undefined): string {
  return bound === undefined ? '' : ` (must: >= ${bound.toFixed(2)})`;
}

function atMost(bound: number | undefined): string {
  return bound === undefined ? '' : ` (must: <= ${bound.toFixed(1)}x)`;
}

function ratio(figure: number, base: number | undefined): string {
  return base === undefined ? '' : (figure / base).toFixed(2);
}

function times(figure: number, base: number | undefined): string {
  const multiple = figure / (base ?? Number.NaN);
  return Number.isNaN(multiple) ? '' : `${multiple.toFixed(1)}x`;
}

function whole(figure: number): string {
  return Number.isNaN(figure) ? '' : Math.round(figure).toLocaleString('en-US');
}
