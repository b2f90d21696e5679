import {
  type Attempt,
  type AttemptEnd,
  type AttemptPurpose,
  type Decision,
  given,
  type Mode,
  type TurnEvent,
} from '../core/index.ts';
import type { TurnSettlement } from '../knowledge/index.ts';
import type { ReplyFacts } from '../wire/index.ts';
import type { DeliveryEnd } from './delivery.ts';

/** How an upstream call ended: as the client saw it, or given up for another one. */
export type CallEnd = DeliveryEnd | { readonly kind: 'given_up' };

/** What an attempt was and how it went, as its parts are known at the end. */
export interface AttemptParts {
  readonly purpose: AttemptPurpose;
  readonly tier: string;
  readonly model: string;
  readonly startedAtMs: number;
  readonly firstByteAtMs: number | undefined;
  readonly endedAtMs: number;
  readonly end: CallEnd;
  readonly status: number | undefined;
  readonly requestId: string | undefined;
  readonly reply: ReplyFacts | undefined;
}

/** The attempt as it is recorded. */
export function toAttempt(parts: AttemptParts): Attempt {
  const { reply, startedAtMs } = parts;
  return {
    purpose: parts.purpose,
    tier: parts.tier,
    model: parts.model,
    startedAtMs,
    ...given('firstByteMs', parts.firstByteAtMs === undefined ? undefined : parts.firstByteAtMs - startedAtMs),
    durationMs: parts.endedAtMs - startedAtMs,
    end: endOf(parts),
    ...given('status', parts.status),
    ...given('requestId', parts.requestId),
    ...given('stopReason', reply?.stopReason),
    ...given('usage', reply?.usage),
    ...given('repliedModel', reply?.model === parts.model ? undefined : reply?.model),
    ...given('errorType', reply?.error?.type),
  };
}

function endOf({ end, status, reply }: AttemptParts): AttemptEnd {
  const isError = status !== undefined && status >= 400;
  // An SDK that will retry leaves an error's body unread: it has seen the error all the same.
  if (end.kind === 'client_gone') return isError ? 'upstream_error' : 'client_gone';
  if (end.kind === 'given_up' && reply?.error === undefined) return 'given_up';
  if (end.kind === 'failed') {
    if (end.headSent) return end.failure.code === 'timeout' ? 'timeout' : 'cut';
    return end.failure.code === 'overloaded' ? 'unreachable' : end.failure.code;
  }
  if (isError) return 'upstream_error';
  if (reply?.error !== undefined) return 'stream_error';
  // A reply tells its own end: a stream without `message_stop`, JSON without its last brace was cut, however politely.
  return reply?.complete === false ? 'cut' : 'complete';
}

/** What a turn's event is made of, beside its attempts. */
export interface TurnEventParts {
  readonly turnId: string;
  readonly conversationId: string;
  readonly parentConversationId?: string;
  readonly groupId?: string;
  readonly place: TurnEvent['place'];
  readonly client: { readonly name: string; readonly user?: string; readonly cohort?: string };
  readonly mode: Mode;
  readonly stream: boolean;
  readonly requestedModel: string;
  readonly decision: Decision;
  readonly served: { readonly tier: string; readonly model: string };
  readonly startedAtMs: number;
}

/** How a turn ended. */
export interface TurnClosing {
  readonly attempts: readonly Attempt[];
  readonly endedAtMs: number;
  readonly status: number | undefined;
  /** The tier and model that answered. */
  readonly served: { readonly tier: string; readonly model: string };
  readonly firstByteAtMs: number | undefined;
  readonly heldMs: number | undefined;
  /** Absent where the request belongs to no conversation. */
  readonly settlement: TurnSettlement | undefined;
}

/** The event of a finished turn. */
export function toTurnEvent(parts: TurnEventParts, ending: TurnClosing): TurnEvent {
  const { firstByteAtMs } = ending;
  const begunAtMs = Math.min(...ending.attempts.map((attempt) => attempt.startedAtMs), ending.endedAtMs);
  return {
    turnId: parts.turnId,
    conversationId: parts.conversationId,
    ...given('groupId', parts.groupId),
    ...given('parentConversationId', parts.parentConversationId),
    place: parts.place,
    startedAtMs: parts.startedAtMs,
    durationMs: ending.endedAtMs - parts.startedAtMs,
    addedMs: begunAtMs - parts.startedAtMs,
    ...given('firstByteMs', firstByteAtMs === undefined ? undefined : firstByteAtMs - parts.startedAtMs),
    ...given('heldMs', ending.heldMs),
    mode: parts.mode,
    client: parts.client.name,
    ...given('user', parts.client.user),
    ...given('cohort', parts.client.cohort),
    stream: parts.stream,
    requestedModel: parts.requestedModel,
    decision: parts.decision,
    servedTier: ending.served.tier,
    servedModel: ending.served.model,
    ...given('status', ending.status),
    attempts: ending.attempts,
    ...ending.settlement,
  };
}
