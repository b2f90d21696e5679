import { given, type TurnEvent } from '../../core/index.ts';
import type { TurnSums } from './report.ts';
import { KnownSum } from './sums.ts';

/** Turns as they are summed up. */
export class TurnAdder {
  #turns = 0;
  #unbilled = 0;
  #unknownSaving = 0;
  readonly #cost = new KnownSum();
  readonly #baseline = new KnownSum();
  readonly #saved = new KnownSum();
  readonly #compared = new KnownSum();

  add(event: TurnEvent): void {
    const { bill } = event;
    this.#turns += 1;
    if (bill === undefined && isUnbilled(event)) {
      this.#unbilled += 1;
      return;
    }
    this.#cost.add(bill?.costNanoUsd);
    this.#baseline.add(bill?.baselineNanoUsd);
    this.#saved.add(bill?.savedNanoUsd);
    if (bill?.savedNanoUsd === undefined) this.#unknownSaving += 1;
    else this.#compared.add(bill.baselineNanoUsd);
  }

  sums(): TurnSums {
    return {
      turns: this.#turns,
      unbilledTurns: this.#unbilled,
      ...given('costNanoUsd', this.#cost.value),
      turnsOfUnknownCost: this.#cost.unknown,
      ...given('baselineNanoUsd', this.#baseline.value),
      ...given('savedNanoUsd', this.#saved.value),
      turnsOfUnknownSaving: this.#unknownSaving,
      ...given('comparedNanoUsd', this.#compared.value),
    };
  }
}

/** An error for an answer, or no connection, is not billed; nor is a turn that made no call. */
function isUnbilled({ attempts }: TurnEvent): boolean {
  return attempts.every(
    ({ usage, end, status }) =>
      usage === undefined && (end === 'unreachable' || (status !== undefined && status >= 400)),
  );
}
