/** Money for people. Amounts are whole nano-dollars; a sign stands before the dollar sign. */

/** Four digits after the point, more where there would be nothing to see: `$0.0042`, `$0.000031`, `$12.3400`. */
export function dollars(nanoUsd: number): string {
  const usd = Math.abs(nanoUsd) / nanoPerUsd;
  const digits = usd === 0 || usd >= 0.0001 ? 4 : 1 - Math.floor(Math.log10(usd));
  return `${signOf(nanoUsd)}$${usd.toFixed(digits)}`;
}

/** Two digits that count and no zeros behind them: `$0.047`, `$0.003`, `$1.2`, `$0`; whole dollars keep all of theirs. */
export function roughDollars(nanoUsd: number): string {
  const usd = Math.abs(nanoUsd) / nanoPerUsd;
  const digits = usd === 0 ? 0 : Math.max(0, 1 - Math.floor(Math.log10(usd)));
  const text = usd.toFixed(digits);
  return `${signOf(nanoUsd)}$${text.includes('.') ? text.replace(/\.?0+$/, '') : text}`;
}

const nanoPerUsd = 1e9;

function signOf(nanoUsd: number): string {
  return nanoUsd < 0 ? '-' : '';
}
