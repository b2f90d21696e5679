import type { PolicyReport, ReplayReport } from '../../replay/index.ts';

/** One comparison: a file under one pair of models. */
export interface ReplayRow extends ReplayReport {
  readonly file: string;
  readonly pair: string;
  readonly caching: 'on' | 'off';
}

const columns = ['policy', 'cost', 'cost %', 'time %', 'execution', 'switches', 'worst %', 'of oracle'] as const;
const pingColumns = ['pings', 'ping cost'] as const;

/** A heading and a line a policy; percentages are of always-reasoning on the same turns. */
export function renderReplay(row: ReplayRow): string {
  const hasPings = Object.values(row.policies).some(({ pings }) => pings > 0);
  const head = [...columns, ...(hasPings ? pingColumns : [])];
  const lines = [head, ...Object.entries(row.policies).map(([name, policy]) => cellsOf(name, policy, hasPings))];
  const widths = head.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  const aligned = lines.map((line) =>
    line
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  '),
  );
  const counts = `${row.conversations} conversations, ${row.turns} turns, ${row.simple} simple`;
  return [
    `${row.file}  ${row.pair}, caching ${row.caching}`,
    `  ${counts}`,
    ...aligned.map((line) => `  ${line}`),
    ...(hasPings ? lapses(row) : []).map((line) => `  ${line}`),
  ].join('\n');
}

/** What lapsed caches cost, and what of that pings left, for which price. */
function lapses({ lapsedUsd, policies }: ReplayRow): readonly string[] {
  const kept = Object.entries(policies)
    .filter(([, { pings }]) => pings > 0)
    .map(([name, policy]) => `  ${usd(policy.lapsedUsd)} and ${usd(policy.pingUsd)} of pings under ${name}`);
  return [`lapsed caches cost ${usd(lapsedUsd)} under always-reasoning, never pinged`, ...kept];
}

function cellsOf(name: string, policy: PolicyReport, hasPings: boolean): readonly string[] {
  const cells = [
    name,
    usd(policy.usd),
    percent(policy.costPercent),
    percent(policy.latencyPercent),
    String(policy.executionTurns),
    String(policy.switches),
    percent(policy.worstConversationPercent),
    policy.oracleShare === null ? '-' : policy.oracleShare.toFixed(2),
  ];
  return hasPings ? [...cells, String(policy.pings), usd(policy.pingUsd)] : cells;
}

function usd(dollars: number): string {
  return `$${dollars.toFixed(dollars < 1 ? 4 : 2)}`;
}

function percent(figure: number | null): string {
  return figure === null ? '-' : figure.toFixed(1);
}
