/** Something in a request or a result that is never the same twice, and what stands for it in a comparison. */
export interface Volatile {
  readonly what: string;
  /** Global. */
  readonly pattern: RegExp;
  readonly becomes: string;
}

/** What differs between two runs of any client. */
export const alwaysVolatile: readonly Volatile[] = [
  { what: 'ids', pattern: /\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g, becomes: '<uuid>' },
  // A signature binds thinking to the model that thought it, and a routed turn is another model's.
  { what: 'signatures', pattern: /(?<="signature":")[A-Za-z0-9+/=]+/g, becomes: '<signature>' },
];

/** The text with everything volatile replaced. */
export function normalise(text: string, volatile: readonly Volatile[]): string {
  return [...alwaysVolatile, ...volatile].reduce((left, { pattern, becomes }) => left.replace(pattern, becomes), text);
}

/** The place where two texts part, with a little of what stands around it; `undefined` for equal texts. */
export function firstDifference(expected: string, actual: string): string | undefined {
  if (expected === actual) return undefined;
  let at = 0;
  while (expected[at] === actual[at]) at += 1;
  const around = (text: string) => JSON.stringify(text.slice(Math.max(0, at - 60), at + 60));
  return `at ${at}: ${around(expected)} became ${around(actual)}`;
}
