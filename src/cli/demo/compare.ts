/**
 * Two real runs of one task side by side. Money is whole nano-dollars, so sums are exact; a figure that is not known in
 * one turn is not known in any sum over it.
 */
import { type Account, given, type Usage } from '../../core/index.ts';

/** What one turn cost and took; absent: unknown. */
export interface TurnCost {
  readonly costNanoUsd?: number;
  readonly seconds?: number;
}

/** One routed turn: what was decided, and what it cost. */
export interface RoutedTurn extends TurnCost {
  readonly turn: number;
  readonly reason: string;
  readonly ruleReason: string;
  readonly tier: string;
  readonly model: string;
  readonly usage?: Usage;
  /** What the gateway's bill says the reasoning tier alone would have cost and taken for these tokens; modelled. */
  readonly baselineNanoUsd?: number;
  readonly baselineSeconds?: number;
  /** Baseline less cost; below 0 where routing cost more. */
  readonly savedNanoUsd?: number;
  /** The conversation's account after this turn. */
  readonly account?: Account;
}

/** One run summed up. */
export interface RunSum extends TurnCost {
  readonly turns: number;
}

/** What routing saved; below 0 it cost more. Percents are of the always-reasoning run. */
interface Saving {
  readonly nanoUsd?: number;
  readonly percent?: number;
  readonly seconds?: number;
  readonly secondsPercent?: number;
}

/** The two runs of one task, or of all. */
export interface Comparison {
  readonly routed: RunSum;
  readonly alwaysReasoning: RunSum;
  readonly saved: Saving;
}

/** One conversation, played both ways. */
export interface ConversationComparison extends Comparison {
  readonly id: string;
  readonly title: string;
  readonly turns: readonly RoutedTurn[];
  /** As the gateway keeps it: what was routed, and the modelled baseline. */
  readonly account?: Account;
}

/** All conversations together. */
export interface Totals extends Comparison {
  /** All accounts together; absent when one is unknown. */
  readonly account?: Account;
  readonly turnsByTier: Readonly<Record<string, number>>;
  readonly turnsByModel: Readonly<Record<string, number>>;
  readonly reasons: Readonly<Record<string, number>>;
}

/** Compares the runs of one task. */
export function compareConversation(
  task: { readonly id: string; readonly title: string },
  runs: { readonly routed: readonly RoutedTurn[]; readonly alwaysReasoning: readonly TurnCost[] },
): ConversationComparison {
  const { routed, alwaysReasoning } = runs;
  return {
    id: task.id,
    title: task.title,
    turns: routed,
    ...given('account', routed.at(-1)?.account),
    ...compare(sumOf(routed), sumOf(alwaysReasoning)),
  };
}

/** Adds conversations up. */
export function totalOf(conversations: readonly ConversationComparison[]): Totals {
  const turns = conversations.flatMap((conversation) => conversation.turns);
  return {
    ...compare(
      addUp(conversations.map(({ routed }) => routed)),
      addUp(conversations.map(({ alwaysReasoning }) => alwaysReasoning)),
    ),
    ...given('account', addAccounts(conversations.map(({ account }) => account))),
    turnsByTier: countBy(turns.map(({ tier }) => tier)),
    turnsByModel: countBy(turns.map(({ model }) => model)),
    reasons: countBy(turns.map(({ reason }) => reason)),
  };
}

/** How often each name occurs, in the order of first occurrence. */
export function countBy(names: readonly string[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

function sumOf(turns: readonly TurnCost[]): RunSum {
  return addUp(turns.map((turn) => ({ ...turn, turns: 1 })));
}

function addUp(parts: readonly RunSum[]): RunSum {
  return {
    turns: parts.reduce((sum, { turns }) => sum + turns, 0),
    ...given('costNanoUsd', add(parts.map(({ costNanoUsd }) => costNanoUsd))),
    ...given('seconds', add(parts.map(({ seconds }) => seconds))),
  };
}

function add(figures: readonly (number | undefined)[]): number | undefined {
  return figures.reduce<number | undefined>(
    (sum, figure) => (sum === undefined || figure === undefined ? undefined : sum + figure),
    0,
  );
}

function compare(routed: RunSum, alwaysReasoning: RunSum): Comparison {
  const nanoUsd = difference(alwaysReasoning.costNanoUsd, routed.costNanoUsd);
  const seconds = difference(alwaysReasoning.seconds, routed.seconds);
  return {
    routed,
    alwaysReasoning,
    saved: {
      ...given('nanoUsd', nanoUsd),
      ...given('percent', percentOf(nanoUsd, alwaysReasoning.costNanoUsd)),
      ...given('seconds', seconds),
      ...given('secondsPercent', percentOf(seconds, alwaysReasoning.seconds)),
    },
  };
}

function addAccounts(accounts: readonly (Account | undefined)[]): Account | undefined {
  const routedNanoUsd = add(accounts.map((account) => account?.routedNanoUsd));
  const baselineNanoUsd = add(accounts.map((account) => account?.baselineNanoUsd));
  return routedNanoUsd === undefined || baselineNanoUsd === undefined ? undefined : { routedNanoUsd, baselineNanoUsd };
}

function difference(from: number | undefined, part: number | undefined): number | undefined {
  return from === undefined || part === undefined ? undefined : from - part;
}

function percentOf(part: number | undefined, whole: number | undefined): number | undefined {
  return part === undefined || whole === undefined || whole === 0 ? undefined : (100 * part) / whole;
}
