/**
 * The account of a conversation: what routing has cost above the baseline, and how far it may go.
 *
 * The bound (design, section 5): at the turns and tokens that happened, the extra cost is at most `maxExtraCostPercent` of
 * the baseline, plus one rewrite of the home prefix, plus one execution turn. It holds because nothing goes while the extra
 * is above the cap, because after a turn at home both ledgers hold the same cache again (so no extra arises at home but the
 * one rewrite), and because the baseline never falls.
 *
 * The check here is stricter than the bound needs. To what was spent it adds what going now would owe: the tokens that the
 * home model has yet to catch up with, and the whole rewrite where the home entry may well lapse meanwhile. So one unlucky
 * gap rarely shows in a conversation's bill.
 */

/** A conversation until now, in nano-dollars with seconds at their worth: as routed, and as the reasoning tier alone would have cost. */
export interface Account {
  readonly routedNanoUsd: number;
  readonly baselineNanoUsd: number;
}

/** A conversation that begins. */
export const emptyAccount: Account = { routedNanoUsd: 0, baselineNanoUsd: 0 };

/** What going now would mean for the account. Nano-dollars. */
export interface Venture {
  /** This turn away, and at home as the baseline would have it. */
  readonly awayNanoUsd: number;
  readonly baselineNanoUsd: number;
  /** What the home model will have to catch up with when it is asked next. */
  readonly owedNanoUsd: number;
  /** Rewriting the whole home prefix. */
  readonly rewriteNanoUsd: number;
  /** Chance that the home entry lapses before the next turn, which it would not at home. */
  readonly lapseRisk: number;
}

/** Why an account holds a turn back. */
export type Hold = 'account' | 'lapse';

/** An expected rewrite above this share of the baseline counts as if it happened. */
const mostRiskShare = 0.003;

/** Whether the account lets a turn go; why not, where it does not. */
export function heldBy(account: Account, venture: Venture, maxExtraCostPercent: number): Hold | undefined {
  const baseline = account.baselineNanoUsd + venture.baselineNanoUsd;
  const cap = (maxExtraCostPercent / 100) * baseline;
  const extra =
    account.routedNanoUsd +
    venture.awayNanoUsd +
    venture.owedNanoUsd -
    account.baselineNanoUsd -
    venture.baselineNanoUsd;
  if (account.routedNanoUsd - account.baselineNanoUsd > (maxExtraCostPercent / 100) * account.baselineNanoUsd)
    return 'account';
  if (extra > cap) return 'account';
  const isRisky = venture.lapseRisk * venture.rewriteNanoUsd > mostRiskShare * baseline;
  return isRisky && extra + venture.rewriteNanoUsd > cap ? 'lapse' : undefined;
}
