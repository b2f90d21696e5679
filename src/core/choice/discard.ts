import type { FinalResponse } from '../verdict/context.ts';
import type { Expectation } from './statistics.ts';

/**
 * Chance that an attempt on another tier is paid for nothing: its reply is discarded as wrong, or it ends the loop where
 * `finalResponse` leaves that to the reasoning tier. A turn that goes then costs the home model's turn as well, with this
 * chance. Lengths of closing texts are modelled as exponential: longer than N with exp(-N / mean).
 */
export function discardShare(expectation: Expectation, finalResponse: FinalResponse): number {
  const { discarded, finals } = expectation;
  return 1 - (1 - discarded) * (1 - finals * tooLongShare(expectation, finalResponse));
}

function tooLongShare({ finalTokens }: Expectation, finalResponse: FinalResponse): number {
  if (finalResponse === 'accept') return 0;
  if (finalResponse === 'reasoning') return 1;
  return finalTokens <= 0 ? 0 : Math.exp(-finalResponse.acceptUpToTokens / finalTokens);
}
