import { type FittedTarget, given } from '../core/index.ts';
import {
  answerHeaders,
  attemptTurn,
  beginKeeping,
  byteReplies,
  closeTurn,
  type Deliver,
  type OpenTurn,
  openTurn,
  openUnreadable,
  planTurn,
  type TurnResult,
  withAutoCache,
} from '../routing/index.ts';
import type { HeaderReader, ReadTurn } from '../wire/index.ts';
import type { GatewayContext, LiveState } from './context.ts';
import { answerError, answerJson, type Exchange, readBody } from './exchange.ts';
import { relay } from './reply-relay.ts';
import { callTo, type Outgoing, resendable } from './upstream-calls.ts';
import { answerFailure } from './upstream-failure.ts';

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
  const { startedAtMs } = exchange;
  const received = context.reader.read({ body: collected.body, header });
  if (received.kind === 'unreadable') {
    const turn = openUnreadable(startedAtMs, { context, live });
    const outgoing = { exchange, context, live, reading: received, body: collected.body };
    closeTurn(turn, context, await forward(turn, outgoing, startedAtMs));
    return;
  }
  const request = withAutoCache({ reading: received, body: collected.body }, { context, live, header });
  const { reading, body } = request;
  const refusal = live.mode === 'route' ? threadRefusalOf(reading, context, live) : undefined;
  const opening = { ...request, startedAtMs };
  const turn = openTurn(opening, { context, live }, refusal === undefined ? undefined : 'thread_refused');
  if (refusal !== undefined) {
    answerJson(exchange, refusal);
    closeTurn(turn, context, { attempts: [], logged: [], status: refusal.status });
    return;
  }
  const outgoing = { exchange, context, live, reading, body };
  const endKeeping = beginKeeping({ context, live, turn, reading, request: resendable(outgoing) });
  const result = await forward(turn, outgoing, startedAtMs);
  if (reading.turn.settings.thread !== undefined && result.reply?.messageId !== undefined) {
    context.threads.passed(result.reply.messageId);
  }
  const event = closeTurn(turn, context, result);
  endKeeping?.({ event, result });
}

/** Sends the calls of a turn upstream and the reply to the client. A refusal of the connection is answered here. */
function forward(turn: OpenTurn, outgoing: Outgoing, startedAtMs: number): Promise<TurnResult> {
  const { exchange, context, live, reading, body } = outgoing;
  const { response } = exchange;
  const surface = { replies: byteReplies, callTo: (target: FittedTarget) => callTo(target, outgoing) };
  const plan = planTurn({ context, live, turn, request: { reading, body, startedAtMs }, surface });
  const deliver: Deliver = async (send, watch) => {
    const ours = live.mode === 'route' ? () => answerHeaders(turn, watch.answeredBy()) : undefined;
    const end = await relay(send, { response, watch: { ...watch, ...given('ours', ours) } });
    if (end.kind === 'failed' && !end.headSent) answerFailure(exchange, end.failure);
    return response.headersSent ? response.statusCode : undefined;
  };
  return attemptTurn(plan, deliver, context.now);
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
