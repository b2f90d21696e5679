import type { RecordReport, TurnGroup, TurnSums } from '../../record/index.ts';
import { textTable } from '../text-table.ts';
import { count, counted, figureTable, minute, money, share } from './figures.ts';
import { savedPercentOf } from './json.ts';
import { cacheSections } from './text-caches.ts';

/** The report for people, within 100 columns: money first, then who answered and why, then what caches missed. */
export function reportText(report: RecordReport, source: string): string {
  const { turns, groups, firstAtMs, lastAtMs } = report;
  if (firstAtMs === undefined || lastAtMs === undefined) return `${source}: no turns`;
  const sections = [
    [
      `${source}: ${counted(turns.turns, 'turn')} in ${counted(report.conversations, 'conversation')}`,
      `  from ${minute(firstAtMs)} to ${minute(lastAtMs)} UTC`,
    ],
    moneyLines(report),
    groupLines('tier that answered', groups.tier),
    groupLines('model that answered', groups.model),
    groupLines('reason', groups.reason),
    groupLines('client', groups.client),
    escalationLines(report),
    ...cacheSections(report),
  ];
  return sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n');
}

function moneyLines(report: RecordReport): readonly string[] {
  const { turns, pings, netSavedNanoUsd, wouldHaveGone } = report;
  const compared = turns.turns - turns.unbilledTurns - turns.turnsOfUnknownSaving;
  const rows = [
    ['cost', money(turns.costNanoUsd), coverage(turns)],
    ['baseline', money(turns.baselineNanoUsd), 'modelled: the reasoning tier alone, for the same tokens'],
    [
      'saved',
      money(turns.savedNanoUsd),
      `${share(savedPercentOf(turns))} % of the baseline of ${counted(compared, 'turn')} where both are known`,
    ],
  ];
  if (pings.pings > 0) {
    const unknown = pings.pingsOfUnknownCost > 0 ? `; of ${count(pings.pingsOfUnknownCost)} the cost is unknown` : '';
    rows.push(['pings', money(pings.costNanoUsd), `${counted(pings.pings, 'ping')}${unknown}`]);
    rows.push(['net saved', money(netSavedNanoUsd), 'saved less pings']);
  }
  const observed =
    wouldHaveGone > 0 ? [`  Observed only: ${counted(wouldHaveGone, 'turn')} would have gone to another tier.`] : [];
  return ['money', ...textTable(rows), ...unpricedLines(report), ...observed];
}

function coverage({ turns, unbilledTurns, turnsOfUnknownCost }: TurnSums): string {
  const known = `of ${counted(turns - unbilledTurns - turnsOfUnknownCost, 'turn')}`;
  const unknown = turnsOfUnknownCost === 0 ? '' : `; unknown of ${count(turnsOfUnknownCost)}`;
  const unbilled = unbilledTurns === 0 ? '' : `; ${count(unbilledTurns)} failed and were not billed`;
  return `${known}${unknown}${unbilled}`;
}

function unpricedLines({ unpriced }: RecordReport): readonly string[] {
  return unpriced.map(({ model, calls }) => `  No price for ${model}: ${counted(calls, 'call')} left out, not free.`);
}

const columns = ['turns', 'cost', 'baseline', 'saved', 'saved %', 'unknown'] as const;

function groupLines(name: string, groups: readonly TurnGroup[]): readonly string[] {
  const rows = groups.map((group) => [
    group.name,
    count(group.turns),
    money(group.costNanoUsd),
    money(group.baselineNanoUsd),
    money(group.savedNanoUsd),
    share(savedPercentOf(group)),
    group.turnsOfUnknownSaving === 0 ? '' : count(group.turnsOfUnknownSaving),
  ]);
  return figureTable([[name, ...columns], ...rows]);
}

function escalationLines({ escalatedTurns, hedges, discarded }: RecordReport): readonly string[] {
  if (escalatedTurns + hedges === 0) return [];
  const rows = discarded.map(({ verdict, model, replies, costNanoUsd, repliesOfUnknownCost }) => [
    verdict,
    model,
    count(replies),
    money(costNanoUsd),
    repliesOfUnknownCost === 0 ? '' : count(repliesOfUnknownCost),
  ]);
  return [
    `escalations: ${counted(escalatedTurns, 'turn')}, hedged ${counted(hedges, 'time')}; the discarded replies are in the cost above`,
    ...(rows.length === 0 ? [] : figureTable([['verdict', 'model', 'replies', 'cost', 'unknown'], ...rows])),
  ];
}
