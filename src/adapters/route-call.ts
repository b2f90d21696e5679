import type { Edit, TurnEvent } from '../core/index.ts';
import {
  attemptTurn,
  closeTurn,
  type Deliver,
  type DeliveryWatch,
  type OpenTurn,
  openTurn,
  openUnreadable,
  planTurn,
  type Router,
  type Surface,
  withAutoCache,
} from '../routing/index.ts';
import type { RequestInput, TurnReading } from '../wire/index.ts';

/** One call of a caller's, ready to be routed. */
export interface RoutedCall<Frame> {
  /** What the call would put on the wire: read, never sent. */
  readonly request: RequestInput;
  /** How a tier is called; `edits` are made to every call of the turn (`autoCache`), before the tier's own. */
  readonly surface: (edits: readonly Edit[]) => Surface<Frame>;
  /** Takes the reply to the caller. */
  readonly deliver: (turn: OpenTurn) => Deliver<Frame>;
  /** Routing itself failed. The caller may have their reply already. */
  readonly onFailure: (error: unknown) => void;
}

/** One turn from its request to its event: read, decided, called, judged, delivered, told. Does not reject. */
export async function routeCall<Frame>(router: Router, call: RoutedCall<Frame>): Promise<TurnEvent | undefined> {
  try {
    return await routed(router, call);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    router.context.onProblem({ code: 'turn_failed', message });
    call.onFailure(error);
    return undefined;
  }
}

async function routed<Frame>(router: Router, call: RoutedCall<Frame>): Promise<TurnEvent> {
  const { context } = router;
  const startedAtMs = context.now();
  const opened = open(context.reader.read(call.request), { router, call, startedAtMs });
  const { turn, request, edits } = opened;
  const plan = planTurn({ context, live: router.live, turn, request, surface: call.surface(edits) });
  return closeTurn(turn, context, await attemptTurn(plan, call.deliver(turn), context.now));
}

interface Opening<Frame> {
  readonly router: Router;
  readonly call: RoutedCall<Frame>;
  readonly startedAtMs: number;
}

function open<Frame>(reading: TurnReading, { router, call, startedAtMs }: Opening<Frame>) {
  const { body, header } = call.request;
  if (reading.kind !== 'turn')
    return { turn: openUnreadable(startedAtMs, router), request: { reading, body, startedAtMs }, edits: [] };
  const cached = withAutoCache({ reading, body }, { ...router, header });
  const request = { ...cached, startedAtMs };
  return { turn: openTurn(request, router), request, edits: cached.edits };
}

/** What a caller is told of a turn beside the reply: what the gateway says in its headers. */
export interface TurnFacts {
  readonly turn: string;
  readonly tier: string;
  readonly model: string;
  /** Why; of an escalated turn the verdict. */
  readonly reason: string;
  readonly escalated: boolean;
}

/** The facts of a turn, from when its reply begins. None in `observe` and `off`, where the caller gets what they asked for. */
export function turnFacts({ parts }: OpenTurn, watch: DeliveryWatch): TurnFacts | undefined {
  if (parts.mode !== 'route') return undefined;
  const { target, escalation, hedged } = watch.answeredBy();
  return {
    turn: parts.turnId,
    tier: target.tier,
    model: target.model,
    reason: escalation?.reason ?? (hedged ? 'hedge' : parts.decision.reason),
    escalated: escalation !== undefined,
  };
}
