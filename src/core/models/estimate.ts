import type { Tokenizer } from './capabilities.ts';

/**
 * Tokens without a tokenizer, for the time before the first real usage of a conversation is known.
 *
 * Bytes per token: measured 3.3 to 3.4 on a recorded 439-turn coding session on Sonnet 4.5 (bytes of its JSON by the
 * input tokens billed, from the 40th turn on; 2026-11-22), and divided by 1.3 for the current tokenizer. Text in other
 * scripts has more bytes and fewer characters a token; the error is corrected by the first usage.
 */
const bytesPerToken: Readonly<Record<Tokenizer, number>> = { legacy: 3.3, current: 2.55 };

/** The same text counts "approximately 30% more tokens" with the current tokenizer. [DOC] token counting, 2026-11-22 */
const currentPerLegacy = 1.3;

/** Tokens of a prompt of `bytes` bytes (tools, system and messages as JSON), rounded up. An estimate to 10 or 20 percent. */
export function estimateTokens(bytes: number, tokenizer: Tokenizer): number {
  return Math.ceil(bytes / bytesPerToken[tokenizer]);
}

/** The count that the other tokenizer would give for the same text, rounded up. As rough as the ratio of 1.3 is. */
export function convertTokens(tokens: number, from: Tokenizer, to: Tokenizer): number {
  if (from === to) return tokens;
  return Math.ceil(to === 'current' ? tokens * currentPerLegacy : tokens / currentPerLegacy);
}
