import { given } from '../given.ts';
import type { FinalResponse } from '../verdict/context.ts';

/** What a policy may say of the choice; what it does not say has a default. */
export interface ChoiceWishes {
  /** What a second is worth, in dollars. */
  readonly secondWorthUsd: number;
  readonly margin?: number | undefined;
  readonly maxExtraCostPercent?: number | undefined;
  /** Who may end a loop; default: whoever answers. */
  readonly finalResponse?: FinalResponse | undefined;
}

/** What the choice goes by. */
export interface ChoiceSettings {
  /** Share of the stay's cost that going must save; below 0: what it may cost more, for speed. */
  readonly margin: number;
  readonly maxExtraCostPercent: number;
  /** Absent: whoever answers may end a loop. */
  readonly finalResponse?: FinalResponse;
}

/**
 * The defaults. Where money alone counts, doubt speaks for staying: going must save a twentieth of the stay, within 2 % of
 * the baseline. Where a second is worth something, it speaks for speed, since time is saved for certain and money in
 * expectation only: going may be expected to be dearer by one and a quarter of the stay, within 10 %. `docs/choice.md` has what each
 * buys and costs on recorded traffic.
 */
export function choiceSettingsOf(wishes: ChoiceWishes): ChoiceSettings {
  const { secondWorthUsd, margin, maxExtraCostPercent, finalResponse } = wishes;
  const defaults =
    secondWorthUsd > 0 ? { margin: -1.25, maxExtraCostPercent: 10 } : { margin: 0.05, maxExtraCostPercent: 2 };
  return {
    margin: margin ?? defaults.margin,
    maxExtraCostPercent: maxExtraCostPercent ?? defaults.maxExtraCostPercent,
    ...given('finalResponse', finalResponse),
  };
}
