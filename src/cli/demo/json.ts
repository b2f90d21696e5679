import { type Account, nanoToUsd, type Usage } from '../../core/index.ts';
import type { Comparison, ConversationComparison, RoutedTurn, RunSum, Totals } from './compare.ts';

/** What `demo --json` prints. Unknown figures are null, never 0. */
export function toJson(conversations: readonly ConversationComparison[], totals: Totals): object {
  const { turnsByTier, turnsByModel, reasons } = totals;
  return {
    conversations: conversations.map((conversation) => ({
      id: conversation.id,
      title: conversation.title,
      turns: conversation.turns.map(toTurn),
      ...toComparison(conversation),
      account: toAccount(conversation.account),
    })),
    totals: { ...toComparison(totals), account: toAccount(totals.account), turnsByTier, turnsByModel, reasons },
  };
}

function toTurn(routed: RoutedTurn): object {
  const { turn, reason, ruleReason, tier, model, usage, costNanoUsd, seconds } = routed;
  return {
    turn,
    reason,
    ruleReason,
    tier,
    model,
    ...toTokens(usage),
    costUsd: toUsd(costNanoUsd),
    seconds: toSeconds(seconds),
    baselineUsd: toUsd(routed.baselineNanoUsd),
    baselineSeconds: toSeconds(routed.baselineSeconds),
    savedUsd: toUsd(routed.savedNanoUsd),
  };
}

/** Seconds are worth nothing under the demo's settings, so an account is money. */
function toAccount(account: Account | undefined): object | null {
  if (account === undefined) return null;
  const { routedNanoUsd, baselineNanoUsd } = account;
  return {
    routedUsd: nanoToUsd(routedNanoUsd),
    baselineUsd: nanoToUsd(baselineNanoUsd),
    savedUsd: nanoToUsd(baselineNanoUsd - routedNanoUsd),
  };
}

function toTokens(usage: Usage | undefined): object {
  return {
    inputTokens: usage?.inputTokens ?? null,
    cacheReadTokens: usage?.cacheReadTokens ?? null,
    cacheWriteTokens: usage?.cacheWriteTokens ?? null,
    outputTokens: usage?.outputTokens ?? null,
  };
}

function toComparison({ routed, alwaysReasoning, saved }: Comparison): object {
  return {
    routed: toRun(routed),
    alwaysReasoning: toRun(alwaysReasoning),
    savedUsd: toUsd(saved.nanoUsd),
    savedPercent: saved.percent === undefined ? null : round(saved.percent, 2),
    savedSeconds: toSeconds(saved.seconds),
  };
}

function toRun({ costNanoUsd, seconds, turns }: RunSum): object {
  return { costUsd: toUsd(costNanoUsd), seconds: toSeconds(seconds), turns };
}

function toUsd(nanoUsd: number | undefined): number | null {
  return nanoUsd === undefined ? null : nanoToUsd(nanoUsd);
}

function toSeconds(seconds: number | undefined): number | null {
  return seconds === undefined ? null : round(seconds, 3);
}

function round(figure: number, digits: number): number {
  return Number(figure.toFixed(digits));
}
