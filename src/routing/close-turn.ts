import { asAsked, given, reasoningTier, type TurnEvent } from '../core/index.ts';
import type { TurnResult } from './attempt-turn.ts';
import type { RoutingContext } from './context.ts';
import type { OpenTurn } from './open-turn.ts';
import { limitsOf } from './rate-limits.ts';
import { tellTurn } from './tell-sinks.ts';
import { toTurnEvent } from './turn-event.ts';

/** Tells knowledge and every sink how a turn ended, and returns what it told. Runs after the client has its last byte. */
export function closeTurn({ parts, known }: OpenTurn, context: RoutingContext, result: TurnResult): TurnEvent {
  const endedAtMs = context.now();
  const { attempts, reply, status, firstByteAtMs, heldMs } = result;
  const { decision } = parts;
  const served = result.answered ?? { ...parts.served, edits: [] };
  const settlement = known?.settle({
    nowMs: endedAtMs,
    attempts,
    served,
    simple: decision.wouldAllow.some((tier) => tier !== reasoningTier && tier !== asAsked),
    replyCallIds: reply?.toolCalls.map((call) => call.id) ?? [],
    ...given('missDiagnosis', reply?.missDiagnosis),
    dropsBlocks: result.dropsBlocks ?? false,
    discarded: result.logged.slice(0, -1),
    beginsLoop: decision.signals.toolResults === 0,
    limits: result.logged.map(({ attempt, headers }) => limitsOf(attempt, headers, endedAtMs)),
  });
  const event = toTurnEvent(parts, { attempts, endedAtMs, status, served, firstByteAtMs, heldMs, settlement });
  tellTurn(event, context);
  return event;
}
