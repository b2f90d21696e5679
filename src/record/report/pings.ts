import { type AttemptEnd, given } from '../../core/index.ts';
import type { PingGroup, PingSums } from './report.ts';
import { entryOf, KnownSum } from './sums.ts';

/** A ping as a report counts it. */
export interface PingCall {
  readonly model: string;
  readonly end: AttemptEnd;
  readonly kept: boolean;
  readonly costNanoUsd?: number;
}

interface Pings {
  readonly model: string;
  readonly outcome: string;
  pings: number;
  readonly cost: KnownSum;
}

/** Pings as they are summed up. */
export class PingAdder {
  readonly #groups = new Map<string, Pings>();
  readonly #all: Pings = { model: '', outcome: '', pings: 0, cost: new KnownSum() };

  add({ model, end, kept, costNanoUsd }: PingCall): void {
    const outcome = kept ? 'kept' : end === 'complete' ? 'kept_nothing' : end;
    const make = () => ({ model, outcome, pings: 0, cost: new KnownSum() });
    for (const group of [this.#all, entryOf(this.#groups, `${model} ${outcome}`, make)]) {
      group.pings += 1;
      group.cost.add(costNanoUsd);
    }
  }

  sums(): PingSums {
    return sumsOf(this.#all);
  }

  groups(): readonly PingGroup[] {
    return [...this.#groups.values()]
      .map((group) => ({ model: group.model, outcome: group.outcome, ...sumsOf(group) }))
      .toSorted((one, other) => other.pings - one.pings);
  }
}

function sumsOf({ pings, cost }: Pings): PingSums {
  return { pings, ...given('costNanoUsd', cost.value), pingsOfUnknownCost: cost.unknown };
}
