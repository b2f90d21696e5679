/**
 * Which of the allowed tiers answers: the reasoning tier (home), unless going elsewhere is expected to be cheaper over the
 * turns to come by more than the margin, and the conversation's account allows it. See `horizon.ts` for the expectation and
 * `account.ts` for the bound.
 */

import { type Account, type Hold, heldBy, type Venture } from './account.ts';
import { type Contender, costLine, secondsFor, type Terms } from './contender.ts';
import { discardShare } from './discard.ts';
import { expectedTotals, lapseRisk } from './horizon.ts';
import type { ChoiceSettings } from './settings.ts';
import type { Expectation } from './statistics.ts';

/** Everything one choice rests on. */
export interface ChoiceInput {
  readonly home: Contender;
  /** Tokens that the home model would have cached had it answered every turn. */
  readonly baselineCachedTokens: number;
  readonly away: readonly Contender[];
  readonly expectation: Expectation;
  readonly account: Account;
  readonly terms: Terms;
  readonly settings: ChoiceSettings;
}

/** Why the turn stays: the horizon says so, the margin, the account, the risk of a lapse, or a length without a price. */
export type StayReason = 'dearer' | 'margin' | Hold | 'unpriced';

/** The arithmetic of one tier against home. Nano-dollars over the horizon, seconds at their worth included. */
export interface Comparison {
  readonly tier: string;
  readonly stayNanoUsd: number;
  readonly goNanoUsd: number;
  /** Filling the other model's cache now; with it, going saves `stay - go + fill`. */
  readonly fillNanoUsd: number;
  readonly lapseRisk: number;
  /** Absent: it may go. */
  readonly staysBecause?: StayReason;
}

/** The outcome. */
export interface TierChoice {
  readonly tier: string;
  readonly comparisons: readonly Comparison[];
}

/** Chooses among home and the tiers that may answer instead. Total: what has no price is not gone to. */
export function chooseContender(input: ChoiceInput): TierChoice {
  const comparisons = input.away.map((away) => compare(away, input));
  const best = comparisons
    .filter(({ staysBecause }) => staysBecause === undefined)
    .reduce<Comparison | undefined>(
      (least, one) => (least === undefined || one.goNanoUsd < least.goNanoUsd ? one : least),
      undefined,
    );
  return { tier: best?.tier ?? input.home.tier, comparisons };
}

function compare(away: Contender, input: ChoiceInput): Comparison {
  const { home, expectation, terms, settings } = input;
  const discard = discardShare(expectation, settings.finalResponse ?? 'accept');
  const totals = expectedTotals({ home, away, discardShare: discard }, expectation, terms);
  const turn = { outputTokens: expectation.outputTokens };
  const atHome = costLine(home, { ...turn, promptTokens: home.promptTokens }, terms);
  const there = costLine(away, { ...turn, promptTokens: away.promptTokens }, terms);
  if (totals === undefined || atHome === undefined || there === undefined)
    return { tier: away.tier, stayNanoUsd: 0, goNanoUsd: 0, fillNanoUsd: 0, lapseRisk: 0, staysBecause: 'unpriced' };
  const risk = home.cacheAgeSeconds === undefined ? 0 : lapseRisk(home.cacheAgeSeconds, expectation, terms);
  const comparison = {
    tier: away.tier,
    stayNanoUsd: totals.stay,
    goNanoUsd: totals.go,
    fillNanoUsd: Math.max(0, there.perMissingToken) * (away.promptTokens - away.cachedTokens),
    lapseRisk: risk,
  };
  const stayNow = atHome.base + atHome.perMissingToken * (home.promptTokens - home.cachedTokens);
  if (totals.go >= totals.stay - settings.margin * stayNow)
    return { ...comparison, staysBecause: totals.go >= totals.stay ? 'dearer' : 'margin' };
  const hold = heldBy(input.account, ventureOf(away, input, risk), settings.maxExtraCostPercent);
  return hold === undefined ? comparison : { ...comparison, staysBecause: hold };
}

/** A cautious view of this turn: a reply of half the usual length saves half as much. */
const cautiousShare = 0.5;

function ventureOf(away: Contender, input: ChoiceInput, risk: number): Venture {
  const { home, terms, expectation, baselineCachedTokens } = input;
  const outputTokens = expectation.outputTokens * cautiousShare;
  const line = (one: Contender) => costLine(one, { promptTokens: one.promptTokens, outputTokens }, terms);
  const there = line(away);
  const atHome = line(home);
  const cost = (one: { base: number; perMissingToken: number } | undefined, missing: number): number =>
    one === undefined ? 0 : one.base + one.perMissingToken * missing;
  const perToken = atHome?.perMissingToken ?? 0;
  return {
    awayNanoUsd: cost(there, away.promptTokens - away.cachedTokens),
    baselineNanoUsd: cost(atHome, home.promptTokens - baselineCachedTokens),
    owedNanoUsd: perToken * (home.promptTokens - home.cachedTokens),
    rewriteNanoUsd: perToken * home.promptTokens,
    lapseRisk: risk,
  };
}

/** What a contender's turn is expected to cost and take, for the decision's quotes. */
export function quoteOf(contender: Contender, expectation: Expectation, terms: Terms) {
  const turn = { promptTokens: contender.promptTokens, outputTokens: expectation.outputTokens };
  const line = costLine(contender, turn, { ...terms, secondNanoUsd: 0 });
  const missing = contender.promptTokens - contender.cachedTokens;
  return {
    ...(line === undefined ? {} : { nanoUsd: line.base + line.perMissingToken * missing }),
    seconds: secondsFor(contender, expectation.outputTokens, terms),
  };
}
