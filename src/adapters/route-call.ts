import type { Edit } from '../core/index.ts';
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
  readonly request: () => RequestInput;
  /** How a tier is called; `edits` are made to every call of the turn (`autoCache`), before the tier's own. */
  readonly surface: (edits: readonly Edit[]) => Surface<Frame>;
  /** Takes the reply to the caller. */
  readonly deliver: (turn: OpenTurn) => Deliver<Frame>;
  /** The call as its caller made it, to the model they asked for: where it cannot be read or decided. */
  readonly unrouted: () => void;
  /** What came after failed. The caller may have their reply already. */
  readonly onFailure: (error: unknown) => void;
}

/**
 * One turn from its request to its event: read, decided, called, judged, delivered, told. Does not reject, and does not break
 * the call: one that cannot be read goes on as it is.
 */
export async function routeCall<Frame>(router: Router, call: RoutedCall<Frame>): Promise<void> {
  const { context } = router;
  const planned = plan(router, call);
  try {
    if (planned === undefined) return call.unrouted();
    const { turn, calls } = planned;
    closeTurn(turn, context, await attemptTurn(calls, call.deliver(turn), context.now));
  } catch (error) {
    if (planned !== undefined) report(router, error);
    call.onFailure(error);
  }
}

/** The turn and its calls; `undefined`, and reported, where the call is something that nobody foresaw. */
function plan<Frame>(router: Router, call: RoutedCall<Frame>) {
  try {
    const { turn, request, edits } = open(router, call);
    const { context, live } = router;
    return { turn, calls: planTurn({ context, live, turn, request, surface: call.surface(edits) }) };
  } catch (error) {
    report(router, error);
    return undefined;
  }
}

function report({ context }: Router, error: unknown): void {
  context.onProblem({ code: 'turn_failed', message: error instanceof Error ? error.message : String(error) });
}

function open<Frame>(router: Router, call: RoutedCall<Frame>) {
  const { context } = router;
  const startedAtMs = context.now();
  const { body, header } = call.request();
  const reading: TurnReading = context.reader.read({ body, header });
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
