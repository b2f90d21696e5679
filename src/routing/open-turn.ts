import { asAsked, decide, type Edit, given, undecided } from '../core/index.ts';
import type { KnownTurn } from '../knowledge/index.ts';
import type { ReadTurn, TurnReading } from '../wire/index.ts';
import type { LiveState, RoutingContext } from './context.ts';
import { promptOf } from './prompt-of.ts';
import type { TurnEventParts } from './turn-event.ts';

/** A turn's request as it was read. */
export interface TurnRequest<Reading extends TurnReading = ReadTurn> {
  readonly reading: Reading;
  /** What was read. Only its tools and system messages are looked at again, by a verdict. */
  readonly body: Buffer;
  readonly startedAtMs: number;
  /** Made already, before it was read: listed with the decision's own. */
  readonly edits?: readonly Edit[];
}

/** A turn between its decision and its end. */
export interface OpenTurn {
  readonly parts: TurnEventParts;
  readonly known: KnownTurn | undefined;
}

/** Places a turn in its conversation and decides it. With `refusal` nothing is decided: the surface answers it itself. */
export function openTurn(
  { reading, startedAtMs, edits = [] }: TurnRequest,
  { context, live }: { readonly context: RoutingContext; readonly live: LiveState },
  refusal?: string,
): OpenTurn {
  const { turn, session, chain } = reading;
  // Beside pings the hour costs more than it saves (docs/keeping.md).
  const mayChooseTtl = live.mode === 'route' && live.settings.keepWarm === false && turn.settings.thread === undefined;
  const known = context.knowledge.begin(
    {
      hashes: chain.hashes,
      scope: session.scope,
      ...given('parentScope', session.parentScope),
      answeredCallIds: turn.tail.calls.map((call) => call.id),
    },
    {
      nowMs: startedAtMs,
      controlShare: live.settings.control.share,
      cooldownTurns: live.settings.escalation.cooldownTurns,
      requestedModel: turn.requestedModel,
      prefixBytes: turn.transcript.prefixBytes,
      prompt: promptOf(reading),
      cacheTtl: mayChooseTtl ? live.settings.cacheTtl : 'asked',
      policy: live.policy,
    },
  );
  const undecidedBecause = refusal ?? (live.mode === 'off' ? 'off' : undefined);
  const decided =
    undecidedBecause === undefined
      ? decide(turn, live.policy, known.knowledge)
      : undecided({ model: turn.requestedModel, reason: undecidedBecause, policyVersion: live.policy.version });
  const decision = edits.length === 0 ? decided : { ...decided, edits: [...edits, ...decided.edits] };
  const parts = {
    turnId: context.createId(),
    conversationId: known.conversationId,
    ...given('parentConversationId', known.parentConversationId),
    ...given('groupId', session.group),
    place: known.place,
    client: turn.client,
    mode: live.mode,
    stream: turn.settings.stream,
    requestedModel: turn.requestedModel,
    startedAtMs,
    decision,
    served: live.mode === 'route' ? decision : asAskedFor(turn.requestedModel),
  };
  return { parts, known };
}

/** A request that is no turn: it goes on as asked, and teaches nothing. */
export function openUnreadable(
  startedAtMs: number,
  { context, live }: { readonly context: RoutingContext; readonly live: LiveState },
): OpenTurn {
  const parts = {
    turnId: context.createId(),
    conversationId: context.createId(),
    place: 'first' as const,
    client: { name: 'other' },
    mode: live.mode,
    stream: false,
    requestedModel: 'unknown',
    startedAtMs,
    decision: undecided({ model: 'unknown', reason: 'unmanaged', policyVersion: live.policy.version }),
    served: asAskedFor('unknown'),
  };
  return { parts, known: undefined };
}

function asAskedFor(model: string): { readonly tier: string; readonly model: string } {
  return { tier: asAsked, model };
}
