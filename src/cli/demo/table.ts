/** The result as a table of at most 100 columns: two lines a conversation, then the totals. */
import { type Account, executionTier, reasoningTier } from '../../core/index.ts';
import type { Colors } from './colors.ts';
import { type Comparison, type ConversationComparison, countBy, type RoutedTurn, type Totals } from './compare.ts';
import { counts, seconds, signedPercent, signedUsd, usd } from './figures.ts';

type Paint = (text: string) => string;
type Cell = string | { readonly text: string; readonly paint: Paint };

const columns = [
  { head: 'task', width: 14, left: true },
  { head: 'turns', width: 8, left: true },
  { head: 'routed', width: 9 },
  { head: 'always', width: 9 },
  { head: 'saved', width: 10 },
  { head: '', width: 8 },
  { head: 'routed', width: 8 },
  { head: 'always', width: 8 },
  { head: 'saved', width: 8 },
] as const;
const gap = '  ';
const tableWidth = columns.reduce((sum, { width }) => sum + width, gap.length * (columns.length - 1));
const costColumn = 2;
const timeColumn = 6;

/** The whole table. `timeName` says what the times are. */
export function renderTable(
  { conversations, totals }: { readonly conversations: readonly ConversationComparison[]; readonly totals: Totals },
  timeName: string,
  colors: Colors,
): string {
  const rule = colors.dim('-'.repeat(tableWidth));
  return [
    colors.dim(`${' '.repeat(startOf(costColumn))}COST`.padEnd(startOf(timeColumn)) + timeName),
    colors.bold(row(columns.map(({ head }) => head))),
    rule,
    ...conversations.flatMap((conversation) => [
      comparisonRow([conversation.id, pathOf(conversation.turns)], conversation, colors),
      colors.dim(noteRow(counts(countBy(conversation.turns.map(({ reason }) => reason))), conversation.account)),
    ]),
    rule,
    comparisonRow(['total', String(totals.routed.turns)], totals, colors),
    colors.dim(noteRow('', totals.account)),
    '',
    listed('turns by tier', totals.turnsByTier),
    listed('turns by model', totals.turnsByModel),
    listed('decided by', totals.reasons),
  ].join('\n');
}

function comparisonRow(first: readonly string[], { routed, alwaysReasoning, saved }: Comparison, colors: Colors) {
  const moneyPaint = paintFor(saved.nanoUsd, colors);
  return row([
    ...first,
    usd(routed.costNanoUsd),
    usd(alwaysReasoning.costNanoUsd),
    { text: signedUsd(saved.nanoUsd), paint: moneyPaint },
    { text: signedPercent(saved.percent), paint: moneyPaint },
    seconds(routed.seconds),
    seconds(alwaysReasoning.seconds),
    { text: signedPercent(saved.secondsPercent), paint: paintFor(saved.seconds, colors) },
  ]);
}

/** A conversation's reasons, and at the right what its account says; on a line of its own where both do not fit. */
function noteRow(reasons: string, account: Account | undefined): string {
  const left = `  ${reasons}`;
  const right = `account ${accountText(account)}`;
  const isWide = left.length + gap.length + right.length > tableWidth;
  return isWide ? `${left}\n${right.padStart(tableWidth)}` : left + right.padStart(tableWidth - left.length);
}

function accountText(account: Account | undefined): string {
  if (account === undefined) return 'unknown';
  const { routedNanoUsd, baselineNanoUsd } = account;
  return `${signedUsd(baselineNanoUsd - routedNanoUsd)} of ${usd(baselineNanoUsd)}`;
}

function row(cells: readonly Cell[]): string {
  return columns
    .map((column, index) => {
      const cell = cells[index] ?? '';
      const { text, paint } = typeof cell === 'string' ? { text: cell, paint: String } : cell;
      return paint('left' in column ? text.padEnd(column.width) : text.padStart(column.width));
    })
    .join(gap)
    .trimEnd();
}

function startOf(column: number): number {
  return columns.slice(0, column).reduce((sum, { width }) => sum + width + gap.length, 0);
}

/** A labelled list of counts, broken into lines of the table's width. */
function listed(label: string, figures: Readonly<Record<string, number>>): string {
  const labelWidth = 16;
  const lines: string[] = [];
  let line = label.padEnd(labelWidth);
  for (const entry of counts(figures).split(/(?<=, )/)) {
    if (line.length + entry.length > tableWidth) {
      lines.push(line.trimEnd());
      line = ' '.repeat(labelWidth);
    }
    line += entry;
  }
  return [...lines, line].join('\n');
}

function paintFor(saved: number | undefined, colors: Colors): Paint {
  if (saved === undefined || saved === 0) return colors.dim;
  return saved > 0 ? colors.green : colors.red;
}

/** The turns in order, a letter each: `Ree` is a reasoning turn and two execution turns. Many are counted instead. */
function pathOf(turns: readonly RoutedTurn[]): string {
  const letters = turns.map(({ tier }) => letterOf(tier));
  if (letters.length <= columns[1].width) return letters.join('');
  return Object.entries(countBy(letters))
    .map(([letter, count]) => `${count}${letter}`)
    .join(' ');
}

/** `R` for the reasoning tier, `e` for the execution tier. */
export function letterOf(tier: string): string {
  if (tier === reasoningTier) return 'R';
  return tier === executionTier ? 'e' : '-';
}
