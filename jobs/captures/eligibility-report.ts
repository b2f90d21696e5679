import { modelTable } from '../../src/core/index.ts';
import type { Eligibility, Fitted } from './eligibility.ts';

const targets = modelTable.map((row) => row.id);
const short = (model: string) => model.replace('claude-', '');

function shareOf(fitted: readonly Fitted[]): string {
  if (fitted.length === 0) return '-';
  return `${Math.round((100 * fitted.filter(({ misfit }) => misfit === undefined).length) / fitted.length)} %`;
}

/** Misfits by code, most frequent first, each with its targets. */
function misfitLines(fitted: readonly Fitted[]): readonly string[] {
  const byCode = Map.groupBy(
    fitted.filter(({ misfit }) => misfit !== undefined),
    ({ misfit }) => misfit ?? '',
  );
  return [...byCode]
    .toSorted(([, left], [, right]) => right.length - left.length)
    .map(([code, group]) => `${code}: ${[...new Set(group.map(({ target }) => short(target)))].join(', ')}`);
}

function rowOf(label: string, cells: readonly string[]): string {
  return `${label.padEnd(44)}${cells.map((cell) => cell.padStart(11)).join('')}\n`;
}

/** The share of each client's requests that may go to each model, and what keeps the others from it. */
export function eligibilityTable({ fitted }: Eligibility): string {
  const byClient = Map.groupBy(fitted, ({ client, requested }) => `${client.padEnd(28)} ${short(requested)}`);
  const rows = [...byClient].map(([label, group]) => {
    const cells = targets.map((target) => shareOf(group.filter((one) => one.target === target)));
    const requests = group.length / new Set(group.map(({ target }) => target)).size;
    const why = misfitLines(group).map((line) => `${' '.repeat(29)}${line}\n`);
    return rowOf(`${label} (${requests})`, cells) + why.join('');
  });
  return rowOf('client, model asked for (requests)', targets.map(short)) + rows.join('');
}

/** What must not be: refusals that fitting brought about, and a relabelled request that does not fit. */
export function eligibilityProblems({ fitted, relabelled }: Eligibility): readonly string[] {
  const route = ({ client, requested, target }: Fitted) => `${client}, ${short(requested)} -> ${short(target)}`;
  return [
    ...[...fitted, ...relabelled].flatMap((one) =>
      one.problem === undefined ? [] : [`${route(one)}: refused: ${one.problem}`],
    ),
    ...relabelled.flatMap((one) => (one.misfit === undefined ? [] : [`${route(one)}: does not fit: ${one.misfit}`])),
  ];
}

/** In one line: how many pairs were judged, and how many relabelled requests may be routed. */
export function eligibilitySummary({ fitted, relabelled, leftOut }: Eligibility): string {
  const eligible = fitted.filter(({ misfit }) => misfit === undefined).length;
  const [first] = relabelled;
  const pair = first === undefined ? '' : `${short(first.requested)} -> ${short(first.target)}`;
  return `${fitted.length} pairs of request and model, ${eligible} eligible; relabelled ${pair}: ${shareOf(relabelled)} of ${relabelled.length}; ${leftOut} continued threads left out`;
}
