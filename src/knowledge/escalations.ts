import {
  type Attempt,
  asAsked,
  given,
  type RetriedTurn,
  reasoningTier,
  type TurnEvent,
  type TurnReply,
} from '../core/index.ts';

/** A held reply was discarded as wrong; one that `finalResponse` did not want was not. */
function isWrong({ verdict }: Attempt): boolean {
  return verdict !== undefined && verdict.reason !== 'final_response';
}

/** Turns that the reasoning tier keeps after a turn: anew after an escalation, one less after any other, none in a new loop. */
export function cooldownAfter(
  before: number,
  ending: { readonly attempts: readonly Attempt[]; readonly beginsLoop: boolean },
  cooldownTurns: number,
): number {
  if (ending.attempts.some(isWrong)) return cooldownTurns;
  return ending.beginsLoop ? 0 : Math.max(0, before - 1);
}

/** Who answered a turn, and whether that failed: a client that leaves has not been failed. */
export function lastAskedOf({ attempts, servedTier }: TurnEvent): RetriedTurn {
  const end = attempts.at(-1)?.end;
  return { tier: servedTier, failed: end !== 'complete' && end !== 'client_gone' };
}

/** What a turn teaches of replies. Only a whole reply says whether it ends its loop. */
export function replyOf({ attempts, trace }: TurnEvent): TurnReply {
  const answer = attempts.at(-1);
  const calls = trace?.replyCallIds.length ?? 0;
  const asked = attempts.find(({ purpose }) => purpose === 'turn');
  const isAway = asked !== undefined && asked.tier !== reasoningTier && asked.tier !== asAsked;
  return {
    simple: trace?.simple ?? false,
    outputTokens: answer?.usage?.outputTokens ?? 0,
    ...given('final', answer?.end === 'complete' ? calls === 0 : undefined),
    ...given('discarded', isAway ? isWrong(asked) : undefined),
  };
}
