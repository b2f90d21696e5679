import type { RecordReport } from '../../record/index.ts';
import { count, counted, figureTable, money } from './figures.ts';

/** What caches missed, what pings kept, and who asks for no caching. */
export function cacheSections(report: RecordReport): readonly (readonly string[])[] {
  return [missLines(report), pingLines(report), uncachedLines(report)];
}

function missLines({ misses }: RecordReport): readonly string[] {
  if (misses.length === 0) return [];
  const rows = misses.map(({ reason, turns, tokens, costNanoUsd, tokensOfUnknownCost }) => [
    reason,
    count(turns),
    count(tokens),
    money(costNanoUsd),
    tokensOfUnknownCost === 0 ? '' : counted(tokensOfUnknownCost, 'token'),
  ]);
  return [
    'tokens missed by the caches; cost modelled: beyond reading them, part of the cost above',
    ...figureTable([['reason', 'turns', 'tokens', 'cost', 'of unknown cost'], ...rows]),
    ...(misses.some(({ reason }) => reason === 'cold_start')
      ? ['  cold_start is what first turns write for the turns to come: nothing avoids it.']
      : []),
  ];
}

function pingLines({ pingGroups }: RecordReport): readonly string[] {
  if (pingGroups.length === 0) return [];
  const rows = pingGroups.map(({ model, outcome, pings, costNanoUsd, pingsOfUnknownCost }) => [
    outcome,
    model,
    count(pings),
    money(costNanoUsd),
    pingsOfUnknownCost === 0 ? '' : count(pingsOfUnknownCost),
  ]);
  return figureTable([['pings', 'model', 'sent', 'cost', 'unknown'], ...rows]);
}

function uncachedLines({ uncached }: RecordReport): readonly string[] {
  return uncached.flatMap(({ client, turns, tokens, avoidableNanoUsd }) => {
    const head = `${client} sets no cache breakpoints: ${counted(turns, 'turn')} paid ${counted(tokens, 'token')} again in full.`;
    if (avoidableNanoUsd === undefined) return [head, '  What breakpoints would have saved is unknown.'];
    return avoidableNanoUsd > 0
      ? [head, `  Breakpoints (autoCache: true) would have saved up to ${money(avoidableNanoUsd)}, modelled.`]
      : [head, `  Breakpoints would not have paid: ${money(-avoidableNanoUsd)} dearer, modelled.`];
  });
}
