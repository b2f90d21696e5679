import { type Arithmetic, type Comparison, type Decision, nanoToUsd, type Quote } from '../core/index.ts';
import { roughDollars, stayText } from '../observe/index.ts';
import { textTable } from './text-table.ts';

/** What the allowed tiers were quoted and how they compare, for people; says what was taken for true of the caches. */
export function describeArithmetic(
  { quotes, arithmetic, allowed }: Decision,
  { isRecorded }: { readonly isRecorded: boolean },
): readonly string[] {
  if (arithmetic === undefined) {
    return ['quotes', `  none: ${allowed.length === 1 ? 'one tier may answer' : 'the rule’s own order decides'}`];
  }
  return [
    'quotes, for this turn',
    ...textTable([
      ['tier', 'model', 'prompt', 'cached', 'cost', 'time, modelled'],
      ...quotes.map((quote) => quoteCells(quote, arithmetic)),
    ]),
    ...(isRecorded ? [] : assumptionsOf(arithmetic, quotes)),
    '',
    'arithmetic, over this turn and those expected after it',
    ...textTable([['', 'staying', 'going', 'outcome'], ...arithmetic.comparisons.map(comparisonCells)]),
    ...textTable([['account', accountText(arithmetic)]]),
  ];
}

function quoteCells(quote: Quote, { terms }: Arithmetic): readonly string[] {
  const { tier, model, promptTokens, cachedTokens, costNanoUsd, latencyMs, latencyIsPrior } = quote;
  return [
    tier,
    model,
    String(promptTokens),
    terms.caching ? String(cachedTokens) : '-',
    costNanoUsd === undefined ? 'unpriced' : `$${nanoToUsd(costNanoUsd).toFixed(5)}`,
    latencyMs === undefined ? 'unknown' : `${(latencyMs / 1_000).toFixed(1)} s${latencyIsPrior ? ', prior' : ''}`,
  ];
}

function comparisonCells(comparison: Comparison): readonly string[] {
  const { tier, stayNanoUsd, goNanoUsd, staysBecause } = comparison;
  if (staysBecause === 'unpriced') return [tier, 'unknown', 'unknown', `stays: ${stayText(comparison)}`];
  const verdict = staysBecause === undefined ? 'may go' : `stays (${staysBecause})`;
  return [tier, sum(stayNanoUsd), sum(goNanoUsd), `${verdict}: ${stayText(comparison)}`];
}

function sum(nanoUsd: number): string {
  return `$${nanoToUsd(Math.round(nanoUsd)).toFixed(5)}`;
}

function accountText({ account }: Arithmetic): string {
  const { routedNanoUsd, baselineNanoUsd } = account;
  if (routedNanoUsd === 0 && baselineNanoUsd === 0) return 'empty, as on a first turn';
  return `routed ${roughDollars(routedNanoUsd)}, baseline ${roughDollars(baselineNanoUsd)}`;
}

/** Nothing is known of caches where a request stands alone; `chooseTier` then assumes what speaks for staying. */
function assumptionsOf({ terms, statisticsVersion }: Arithmetic, quotes: readonly Quote[]): readonly string[] {
  const holders = quotes.filter(({ cachedTokens }) => cachedTokens > 0).map(({ tier }) => tier);
  const caches = !terms.caching
    ? 'the request sets no cache breakpoints, so all is plain input'
    : holders.length === 0
      ? 'unknown here; assumed: nothing is cached anywhere'
      : `unknown here; assumed: ${holders.join(', ')} holds the whole prompt, the others nothing`;
  const turns = statisticsVersion === 'prior' ? 'of the dated prior, since nothing was learnt here' : 'as learnt';
  return textTable([
    ['caches', caches],
    ['prompt', 'tokens are estimated from bytes'],
    ['turns', `what comes after is ${turns}`],
  ]);
}
