import { nanoToUsd } from '../core/index.ts';
import { type Missed, sumOfMissed } from './accounting/misses.ts';
import { emptySum, type PlayedConversation } from './play.ts';

/** What a replay found. Percentages are of always-reasoning on the same turns, never kept warm. */
export interface ReplayReport {
  readonly conversations: number;
  readonly turns: number;
  /** Turns that the rules would let the execution tier answer. */
  readonly simple: number;
  /** What lapsed caches cost always-reasoning, never kept warm: see `PolicyReport`. */
  readonly lapsedUsd: number;
  readonly policies: Readonly<Record<string, PolicyReport>>;
}

/** One policy's part of a report. Seconds are modelled; dollars are list prices on recorded tokens. `null`: nothing to compare with. */
export interface PolicyReport {
  readonly usd: number;
  readonly seconds: number;
  readonly costPercent: number | null;
  readonly latencyPercent: number | null;
  readonly executionTurns: number;
  /** Closing texts of the execution tier that were discarded: turns paid twice. */
  readonly discardedFinals: number;
  readonly switches: number;
  /** The highest cost of one conversation as a percentage of its own baseline. */
  readonly worstConversationPercent: number | null;
  /** (baseline - policy) / (baseline - oracle) in dollars plus worth times seconds; `null` where the oracle gains under 0.1 %. */
  readonly oracleShare: number | null;
  readonly pings: number;
  /** Part of `usd`. */
  readonly pingUsd: number;
  /** Prompt tokens that could have been read and were not, by reason; a reason without tokens is absent. */
  readonly missed: Missed;
  /** What writing the lapsed ones again cost beyond reading them; part of `usd`. */
  readonly lapsedUsd: number;
}

/** Sums over conversations; nano-dollars stay whole. */
export interface PolicyTotals {
  nanoUsd: number;
  seconds: number;
  executionTurns: number;
  discardedFinals: number;
  switches: number;
  pings: number;
  pingNanoUsd: number;
  missed: Missed;
  lapsedNanoUsd: number;
  worstShare: number | undefined;
}

/** Sums of nothing. */
export function emptyTotals(): PolicyTotals {
  return { ...emptySum, worstShare: undefined };
}

/** Adds a conversation to a policy's sums. */
export function addPlayed(totals: PolicyTotals, played: PlayedConversation, baseline: PlayedConversation): void {
  totals.nanoUsd += played.nanoUsd;
  totals.seconds += played.seconds;
  totals.executionTurns += played.executionTurns;
  totals.discardedFinals += played.discardedFinals;
  totals.switches += played.switches;
  totals.pings += played.pings;
  totals.pingNanoUsd += played.pingNanoUsd;
  totals.missed = sumOfMissed(totals.missed, played.missed);
  totals.lapsedNanoUsd += played.lapsedNanoUsd;
  if (baseline.nanoUsd > 0) totals.worstShare = Math.max(totals.worstShare ?? 0, played.nanoUsd / baseline.nanoUsd);
}

/** Everything a report is made of. */
export interface ReportInput {
  readonly counts: Pick<ReplayReport, 'conversations' | 'turns' | 'simple'>;
  readonly secondWorthUsd: number;
  readonly baseline: NamedTotals;
  readonly oracle: NamedTotals;
  readonly policies: readonly NamedTotals[];
}

/** A policy's sums under its name. */
export interface NamedTotals {
  readonly name: string;
  readonly totals: PolicyTotals;
}

/** The sums as people read them. */
export function toReport(input: ReportInput): ReplayReport {
  const { counts, policies, baseline } = input;
  const reports = policies.map(({ name, totals }) => [name, policyReport(totals, input)] as const);
  const lapsedUsd = nanoToUsd(baseline.totals.lapsedNanoUsd);
  return { ...counts, lapsedUsd, policies: Object.fromEntries(reports) };
}

function policyReport(totals: PolicyTotals, input: ReportInput): PolicyReport {
  const baseline = input.baseline.totals;
  return {
    usd: nanoToUsd(totals.nanoUsd),
    seconds: totals.seconds,
    costPercent: percentOf(totals.nanoUsd, baseline.nanoUsd),
    latencyPercent: percentOf(totals.seconds, baseline.seconds),
    executionTurns: totals.executionTurns,
    discardedFinals: totals.discardedFinals,
    switches: totals.switches,
    worstConversationPercent: totals.worstShare === undefined ? null : 100 * totals.worstShare,
    oracleShare: oracleShare(totals, input),
    pings: totals.pings,
    pingUsd: nanoToUsd(totals.pingNanoUsd),
    missed: totals.missed,
    lapsedUsd: nanoToUsd(totals.lapsedNanoUsd),
  };
}

const leastOracleGain = 0.001;

function oracleShare(totals: PolicyTotals, { baseline, oracle, secondWorthUsd }: ReportInput): number | null {
  const objective = ({ nanoUsd, seconds }: PolicyTotals): number => nanoToUsd(nanoUsd) + secondWorthUsd * seconds;
  const gain = objective(baseline.totals) - objective(oracle.totals);
  if (gain < leastOracleGain * objective(baseline.totals) || gain === 0) return null;
  return (objective(baseline.totals) - objective(totals)) / gain;
}

function percentOf(part: number, whole: number): number | null {
  return whole > 0 ? (100 * part) / whole : null;
}
