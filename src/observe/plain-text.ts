/**
 * Text that came from outside, fit for one line of a terminal: whatever could break the line, move the cursor or reverse
 * the writing is replaced, and what is longer than `longest` characters is cut.
 */
export function plainText(text: string, longest = 80): string {
  const line = text.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, '?');
  return line.length <= longest ? line : `${line.slice(0, longest - 1)}…`;
}
