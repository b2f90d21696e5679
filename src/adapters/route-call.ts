import type { TurnEvent } from '../core/index.ts';
import {
  attemptTurn,
  closeTurn,
  type Deliver,
  type DeliveryWatch,
  type OpenTurn,
  openTurn,
  openUnreadable,
  planTurn,
  type Surface,
} from '../routing/index.ts';
import type { RequestInput } from '../wire/index.ts';
import type { Router } from './router.ts';

/** One call of a caller's, ready to be routed. */
export interface RoutedCall<Frame> {
  /** What the call would put on the wire: read, never sent. */
  readonly request: RequestInput;
  readonly surface: Surface<Frame>;
  /** Takes the reply to the caller; the turn that it answers is open. */
  readonly deliver: (turn: OpenTurn) => Deliver<Frame>;
}

/** One turn from its request to its event: read, decided, called, judged, delivered, told. */
export async function routeCall<Frame>(router: Router, call: RoutedCall<Frame>): Promise<TurnEvent> {
  const { live, context, reader } = router;
  const startedAtMs = context.now();
  const reading = reader.read(call.request);
  const opening = { context, live };
  const { body } = call.request;
  const turn =
    reading.kind === 'turn' ? openTurn({ reading, body, startedAtMs }, opening) : openUnreadable(startedAtMs, opening);
  const plan = planTurn({ ...opening, turn, request: { reading, body, startedAtMs }, surface: call.surface });
  return closeTurn(turn, context, await attemptTurn(plan, call.deliver(turn), context.now));
}

/** What the caller is told of a turn, beside the reply: the same that the gateway says in its headers. */
export interface TurnFacts {
  readonly turn: string;
  readonly tier: string;
  readonly model: string;
  /** Why; of an escalated turn the verdict. */
  readonly reason: string;
  readonly escalated: boolean;
}

/** The facts of a turn as far as they are known when its reply begins. */
export function turnFacts({ parts }: OpenTurn, watch: DeliveryWatch): TurnFacts {
  const { target, escalation, hedged } = watch.answeredBy();
  return {
    turn: parts.turnId,
    tier: target.tier,
    model: target.model,
    reason: escalation?.reason ?? (hedged ? 'hedge' : parts.decision.reason),
    escalated: escalation !== undefined,
  };
}
