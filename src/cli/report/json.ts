import type { RecordReport, TimeSpan, TurnSums } from '../../record/index.ts';

/**
 * The report for programs. Money stays whole nano-dollars, so that sums stay exact; what is not known is null, never 0, and
 * the counts beside it say of how much it is not.
 */
export function reportJson(report: RecordReport, { sinceMs, untilMs }: TimeSpan): unknown {
  const { turns, groups, pings, pingGroups, discarded, misses, uncached } = report;
  return {
    since: isoTime(sinceMs ?? report.firstAtMs),
    until: isoTime(untilMs ?? report.lastAtMs),
    conversations: report.conversations,
    ...turnSums(turns),
    netSavedNanoUsd: report.netSavedNanoUsd ?? null,
    groups: {
      tier: groups.tier.map(({ name, ...sums }) => ({ tier: name, ...turnSums(sums) })),
      model: groups.model.map(({ name, ...sums }) => ({ model: name, ...turnSums(sums) })),
      reason: groups.reason.map(({ name, ...sums }) => ({ reason: name, ...turnSums(sums) })),
      client: groups.client.map(({ name, ...sums }) => ({ client: name, ...turnSums(sums) })),
    },
    wouldHaveGone: report.wouldHaveGone,
    pings: { ...pings, costNanoUsd: pings.costNanoUsd ?? null, byOutcome: pingGroups.map(withCost) },
    escalations: { turns: report.escalatedTurns, hedges: report.hedges, discarded: discarded.map(withCost) },
    misses: misses.map(withCost),
    uncachedClients: uncached.map((client) => ({ ...client, avoidableNanoUsd: client.avoidableNanoUsd ?? null })),
    unpriced: report.unpriced,
  };
}

/** Of the baseline where both are known, in percent; null where nothing is. */
export function savedPercentOf({ savedNanoUsd, comparedNanoUsd }: TurnSums): number | null {
  if (savedNanoUsd === undefined || comparedNanoUsd === undefined || comparedNanoUsd === 0) return null;
  return (100 * savedNanoUsd) / comparedNanoUsd;
}

function turnSums(sums: TurnSums) {
  return {
    turns: sums.turns,
    unbilledTurns: sums.unbilledTurns,
    costNanoUsd: sums.costNanoUsd ?? null,
    turnsOfUnknownCost: sums.turnsOfUnknownCost,
    baselineNanoUsd: sums.baselineNanoUsd ?? null,
    savedNanoUsd: sums.savedNanoUsd ?? null,
    turnsOfUnknownSaving: sums.turnsOfUnknownSaving,
    savedPercent: savedPercentOf(sums),
  };
}

function withCost<Group extends { readonly costNanoUsd?: number }>(group: Group) {
  return { ...group, costNanoUsd: group.costNanoUsd ?? null };
}

function isoTime(atMs: number | undefined): string | null {
  return atMs === undefined ? null : new Date(atMs).toISOString();
}
