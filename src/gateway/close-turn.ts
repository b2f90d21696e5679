import type { Decision, Sink, TurnEvent } from '../core/index.ts';
import { given } from '../core/index.ts';
import type { KnownTurn } from '../knowledge/index.ts';
import type { TurnResult } from './attempt-turn.ts';
import type { GatewayContext } from './context.ts';
import { type TurnEventParts, toTurnEvent } from './turn-event.ts';

/** A turn between its decision and its end. */
export interface OpenTurn {
  readonly parts: TurnEventParts;
  readonly known: KnownTurn | undefined;
}

/** Tells knowledge and every sink how a turn ended. Runs after the client has its last byte; a failing sink is reported and the rest are told. */
export function closeTurn({ parts, known }: OpenTurn, context: GatewayContext, result: TurnResult): void {
  const endedAtMs = context.now();
  const { attempt, reply } = result;
  known?.end({
    complete: attempt?.end === 'complete',
    nowMs: endedAtMs,
    model: parts.served.model,
    replyCallIds: reply?.toolCalls.map((call) => call.id) ?? [],
    ...given('fit', fitOf(parts.decision)),
    ...given('usage', reply?.usage),
    ...given('status', result.status),
    ...given('retryAfterSeconds', result.retryAfterSeconds),
  });
  const attempts = attempt === undefined ? [] : [attempt];
  const event = toTurnEvent(parts, { attempts, endedAtMs, status: result.status });
  for (const sink of context.sinks) tellSink(sink, event, context);
}

function fitOf({ tier, fit }: Decision) {
  return fit === undefined ? undefined : { tier, memory: fit };
}

function tellSink(sink: Sink, event: TurnEvent, context: GatewayContext): void {
  try {
    sink.tell(event);
  } catch (error) {
    context.onProblem({
      code: 'sink_failed',
      message: `${sink.name}: ${error instanceof Error ? error.message : String(error)}`,
    });
  }
}
