/** How figures are written for people. An unknown figure is a question mark, never 0. */
import { nanoToUsd } from '../../core/index.ts';

const unknown = '?';

/** Dollars with five digits after the point. */
export function usd(nanoUsd: number | undefined): string {
  return nanoUsd === undefined ? unknown : `$${nanoToUsd(nanoUsd).toFixed(5)}`;
}

/** Dollars with their sign, which 0 has not. */
export function signedUsd(nanoUsd: number | undefined): string {
  return nanoUsd === undefined ? unknown : `${signOf(nanoUsd)}${usd(Math.abs(nanoUsd))}`;
}

/** A percentage with its sign and one digit after the point. */
export function signedPercent(percent: number | undefined): string {
  if (percent === undefined) return unknown;
  const rounded = Math.abs(percent).toFixed(1);
  return `${Number(rounded) === 0 ? '' : signOf(percent)}${rounded} %`;
}

/** Seconds with one digit after the point. */
export function seconds(figure: number | undefined): string {
  return figure === undefined ? unknown : `${figure.toFixed(1)} s`;
}

/** Tokens: whole below a thousand, else thousands with one digit. */
export function tokens(count: number | undefined): string {
  if (count === undefined) return unknown;
  return count < 1_000 ? String(count) : `${(count / 1_000).toFixed(1)}k`;
}

/** `user_request 3, simple_tools 2`. */
export function counts(figures: Readonly<Record<string, number>>): string {
  return Object.entries(figures)
    .map(([name, count]) => `${name} ${count}`)
    .join(', ');
}

function signOf(figure: number): string {
  if (figure === 0) return '';
  return figure > 0 ? '+' : '-';
}
