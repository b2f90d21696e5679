import { asAsked, nanoToUsd, reasoningTier, type TurnEvent } from '../core/index.ts';

/** What a conversation came to. A sum counts the turns whose figure is known; null: of no turn is it known. */
export interface Totals {
  /** Turns answered by another tier than the reasoning one. */
  readonly executionTurns: number;
  readonly reasoningTurns: number;
  readonly costUsd: number | null;
  /** Turns whose cost is not known (unpriced, or broken off before the API told the usage): they are missing in `costUsd`. */
  readonly costUnknownTurns: number;
  /** Modelled: the reasoning tier alone. Saved: baseline less cost, signed, of the turns where both are known. */
  readonly baselineCostUsd: number | null;
  readonly savedUsd: number | null;
  /** Modelled baseline less measured time. */
  readonly savedMs: number | null;
}

/** Totals of turns. Money is summed in whole nano-dollars. */
export function totalsOf(events: readonly TurnEvent[]): Totals {
  const reasoningTurns = events.filter(
    ({ servedTier }) => servedTier === reasoningTier || servedTier === asAsked,
  ).length;
  const sum = (figure: (event: TurnEvent) => number | undefined): number | null => {
    const known = events.map(figure).filter((value) => value !== undefined);
    return known.length === 0 ? null : known.reduce((total, value) => total + value, 0);
  };
  const usd = (nano: number | null) => (nano === null ? null : nanoToUsd(nano));
  return {
    executionTurns: events.length - reasoningTurns,
    reasoningTurns,
    costUsd: usd(sum(({ bill }) => bill?.costNanoUsd)),
    costUnknownTurns: events.filter(({ bill }) => bill?.costNanoUsd === undefined).length,
    baselineCostUsd: usd(sum(({ bill }) => bill?.baselineNanoUsd)),
    savedUsd: usd(sum(({ bill }) => bill?.savedNanoUsd)),
    savedMs: sum(({ bill, durationMs }) => (bill?.baselineMs === undefined ? undefined : bill.baselineMs - durationMs)),
  };
}
