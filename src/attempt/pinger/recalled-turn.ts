import type { TurnEvent } from '../../core/index.ts';
import type { PingableTurn } from './wait.ts';

/**
 * A recorded turn as the pinger was told of it when it ended; `undefined`: it was told nothing, since the turn is none of a
 * loop or its usage is not known. Who sent it is not recorded, and nothing is to be sent for it any more.
 */
export function recalledTurn(event: TurnEvent): PingableTurn | undefined {
  const { decision, attempts, trace, bill } = event;
  const { managed, sideCall, subagent } = decision.signals;
  const answer = attempts.at(-1);
  if (!managed || sideCall !== undefined || answer?.usage === undefined || trace === undefined) return undefined;
  return {
    conversationId: event.conversationId,
    tier: event.servedTier,
    model: event.servedModel,
    subagent,
    startedAtMs: answer.startedAtMs,
    stopReason: answer.stopReason,
    costNanoUsd: bill?.costNanoUsd,
    usage: answer.usage,
    cached: trace.cached,
    credential: '',
    oauth: false,
  };
}
