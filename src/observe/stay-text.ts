import { type Arithmetic, type Comparison, type Decision, stayed } from '../core/index.ts';
import { roughDollars } from './dollars.ts';
import { plainText } from './plain-text.ts';

/** What the arithmetic held against going, where it did: of several tiers, of the one that came nearest. */
export function stayOf({ reason, arithmetic }: Pick<Decision, 'reason' | 'arithmetic'>): Comparison | undefined {
  return reason === stayed && arithmetic !== undefined ? nearest(arithmetic) : undefined;
}

function nearest({ comparisons }: Arithmetic): Comparison | undefined {
  const priced = comparisons.filter(({ staysBecause }) => staysBecause !== 'unpriced');
  return (priced.length === 0 ? comparisons : priced).reduce<Comparison | undefined>(
    (least, one) => (least === undefined || gainOf(one) > gainOf(least) ? one : least),
    undefined,
  );
}

function gainOf({ stayNanoUsd, goNanoUsd }: Comparison): number {
  return stayNanoUsd - goNanoUsd;
}

/**
 * Why a turn stays: `going costs $0.047, saves $0.003`. What going costs is filling the other model's cache; what it saves
 * is everything else, over this turn and those expected after it.
 */
export function stayText(comparison: Comparison): string {
  const { tier, fillNanoUsd, staysBecause } = comparison;
  const sums = `going costs ${roughDollars(fillNanoUsd)}, saves ${roughDollars(gainOf(comparison) + fillNanoUsd)}`;
  switch (staysBecause) {
    case undefined:
    case 'dearer':
      return sums;
    case 'margin':
      return `${sums}: within the margin`;
    case 'account':
      return `${sums}, but the account does not allow it`;
    case 'lapse':
      return `${sums}, but the cache here may lapse meanwhile`;
    case 'unpriced':
      return `${plainText(tier)} or the model asked for has no price`;
    default:
      return staysBecause satisfies never;
  }
}
