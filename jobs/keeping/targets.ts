import type { PairName } from './play.ts';

/** What keeping has to reach, in percent of never pinging, under the default account. */
export const targets: {
  readonly keepOnly: Readonly<Record<PairName, number>>;
  readonly worst: number;
  readonly piSession: number;
} = { keepOnly: { '5.5': 82.5, '4.5': 91 }, worst: 110.5, piSession: 101 };
