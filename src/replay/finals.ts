import type { FinalResponse } from '../core/index.ts';
import type { RecordedTurn } from './trajectory.ts';

/** Whether a reply ended its loop: it says so, or called no tool; `undefined` where neither is recorded. */
export function isFinal({ stopReason, tools }: Pick<RecordedTurn, 'stopReason' | 'tools'>): boolean | undefined {
  if (stopReason !== undefined && stopReason !== '') return stopReason === 'end_turn' || stopReason === 'stop_sequence';
  return tools === undefined ? undefined : tools.length === 0;
}

/**
 * Tokens that the execution tier writes before its closing text is discarded: all of them where the reasoning tier has the
 * last word (the end must be seen), N where texts up to N are accepted. `undefined`: nothing is discarded.
 */
export function discardedFinalTokens(turn: RecordedTurn, finalResponse: FinalResponse): number | undefined {
  if (finalResponse === 'accept' || isFinal(turn) !== true) return undefined;
  if (finalResponse === 'reasoning') return turn.outputTokens;
  return turn.outputTokens > finalResponse.acceptUpToTokens ? finalResponse.acceptUpToTokens : undefined;
}
