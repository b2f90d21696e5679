import { asAsked, decide, given, undecided } from '../core/index.ts';
import type { HeaderReader, ReadTurn } from '../wire/index.ts';
import { attemptTurn } from './attempt-turn.ts';
import { type CachedRequest, withAutoCache } from './auto-cache.ts';
import { closeTurn, type OpenTurn } from './close-turn.ts';
import type { GatewayContext, LiveState } from './context.ts';
import { answerError, answerJson, type Exchange, readBody } from './exchange.ts';
import { beginKeeping } from './keep-warm.ts';
import { planTurn } from './plan-turn.ts';
import { promptOf } from './prompt-of.ts';

/**
 * `POST /v1/messages`: read, decide, fit, forward, tell. In `observe` and `off` the client's bytes go upstream and
 * upstream's come back without any change of ours; `observe` records what routing would have done.
 */
export async function handleMessages(exchange: Exchange, context: GatewayContext): Promise<void> {
  const live = context.live();
  const collected = await readBody(exchange.request, live.settings.limits.bodyMiB * 1024 * 1024);
  if (collected.kind === 'gone') return;
  if (collected.kind === 'too_large') {
    exchange.response.shouldKeepAlive = false;
    return answerError(
      exchange,
      'turnwise_request_too_large',
      `the request is larger than ${live.settings.limits.bodyMiB} MiB`,
    );
  }
  const header = headerReader(exchange);
  const received = context.reader.read({ body: collected.body, header });
  const opening = { exchange, context, live };
  if (received.kind === 'unreadable') {
    const turn = openUnreadable(opening);
    const plan = planTurn({ ...opening, turn, reading: received, body: collected.body });
    closeTurn(turn, context, await attemptTurn(exchange, context, plan));
    return;
  }
  const request = withAutoCache({ reading: received, body: collected.body }, { context, live, header });
  const { reading, body } = request;
  const refusal = live.mode === 'route' ? threadRefusalOf(reading, context, live) : undefined;
  const turn = openTurn(opening, request, refusal === undefined ? undefined : 'thread_refused');
  if (refusal !== undefined) {
    answerJson(exchange, refusal);
    closeTurn(turn, context, { attempts: [], logged: [], status: refusal.status });
    return;
  }
  const plan = planTurn({ ...opening, turn, reading, body });
  const endKeeping = beginKeeping({ context, live, turn, reading, body });
  const result = await attemptTurn(exchange, context, plan);
  if (reading.turn.settings.thread !== undefined && result.reply?.messageId !== undefined) {
    context.threads.passed(result.reply.messageId);
  }
  const event = closeTurn(turn, context, result);
  endKeeping?.({ event, result });
}

interface Opening {
  readonly exchange: Exchange;
  readonly context: GatewayContext;
  readonly live: LiveState;
}

function openTurn(
  { exchange, context, live }: Opening,
  { reading, edits }: CachedRequest,
  refusal: string | undefined,
): OpenTurn {
  const { turn, session, chain } = reading;
  const known = context.knowledge.begin(
    {
      hashes: chain.hashes,
      scope: session.scope,
      ...given('parentScope', session.parentScope),
      answeredCallIds: turn.tail.calls.map((call) => call.id),
    },
    {
      nowMs: exchange.startedAtMs,
      controlShare: live.settings.control.share,
      cooldownTurns: live.settings.escalation.cooldownTurns,
      requestedModel: turn.requestedModel,
      prefixBytes: turn.transcript.prefixBytes,
      prompt: promptOf(reading),
      policy: live.policy,
    },
  );
  const undecidedBecause = refusal ?? (live.mode === 'off' ? 'off' : undefined);
  const decided =
    undecidedBecause === undefined
      ? decide(turn, live.policy, known.knowledge)
      : undecided({ model: turn.requestedModel, reason: undecidedBecause, policyVersion: live.policy.version });
  const decision = edits.length === 0 ? decided : { ...decided, edits: [...decided.edits, ...edits] };
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
    startedAtMs: exchange.startedAtMs,
    decision,
    served: live.mode === 'route' ? decision : asAskedFor(turn.requestedModel),
  };
  return { parts, known };
}

function openUnreadable({ exchange, context, live }: Opening): OpenTurn {
  const parts = {
    turnId: context.createId(),
    conversationId: context.createId(),
    place: 'first' as const,
    client: { name: 'other' },
    mode: live.mode,
    stream: false,
    requestedModel: 'unknown',
    startedAtMs: exchange.startedAtMs,
    decision: undecided({ model: 'unknown', reason: 'unmanaged', policyVersion: live.policy.version }),
    served: asAskedFor('unknown'),
  };
  return { parts, known: undefined };
}

function asAskedFor(model: string): { readonly tier: string; readonly model: string } {
  return { tier: asAsked, model };
}

function threadRefusalOf(reading: ReadTurn, context: GatewayContext, live: LiveState) {
  const managed = live.policy.manages(reading.turn.requestedModel);
  return context.threads.refusalOf(reading.turn, { managed, threads: live.settings.threads });
}

function headerReader({ request }: Exchange): HeaderReader {
  return (name) => {
    const value = request.headers[name];
    return typeof value === 'string' ? value : value?.join(', ');
  };
}
