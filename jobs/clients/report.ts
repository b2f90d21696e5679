import type { Outcome } from './play.ts';

const columns: readonly { readonly title: string; readonly of: (outcome: Outcome) => string }[] = [
  { title: 'client', of: ({ client, version }) => `${client} ${version}` },
  { title: 'scenario', of: ({ scenario }) => scenario },
  { title: 'calls', of: ({ calls }) => String(calls) },
  { title: 'execution', of: ({ executionTurns }) => String(executionTurns) },
  { title: 'direct', of: ({ directMs }) => `${(directMs / 1000).toFixed(1)} s` },
  { title: 'routed', of: ({ routedMs }) => `${(routedMs / 1000).toFixed(1)} s` },
  { title: 'verdict', of: ({ findings }) => (findings.length === 0 ? 'same' : `${findings.length} findings`) },
];

/** A table of every scenario, and below it what was found. */
export function tableOf(outcomes: readonly Outcome[]): string {
  const rows = [columns.map(({ title }) => title), ...outcomes.map((outcome) => columns.map(({ of }) => of(outcome)))];
  const widths = columns.map((_column, index) => Math.max(...rows.map((row) => row[index]?.length ?? 0)));
  const lines = rows.map((row) =>
    row
      .map((cell, index) => cell.padEnd(widths[index] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  const found = outcomes.flatMap(({ client, scenario, findings }) =>
    findings.map((finding) => `${client}, ${scenario}: ${finding}`),
  );
  return [...lines, ...(found.length === 0 ? [] : ['', ...found]), ''].join('\n');
}
