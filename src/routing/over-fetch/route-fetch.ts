import type { HeaderReader } from '../../wire/index.ts';
import { answerHeaders } from '../answer-headers.ts';
import { attemptTurn, type TurnResult } from '../attempt-turn.ts';
import { withAutoCache } from '../auto-cache.ts';
import { closeTurn } from '../close-turn.ts';
import { beginKeeping } from '../keep-warm.ts';
import { openTurn } from '../open-turn.ts';
import { planTurn } from '../plan-turn.ts';
import type { Router } from '../router.ts';
import { decodedReplies } from './decoded-replies.ts';
import { deliverAsResponse } from './deliver-response.ts';
import { type Fetch, type FetchRequest, type RoutedRequest, requestTo, resendableOver } from './fetch-request.ts';
import { sendThrough } from './send-through.ts';

/**
 * Routes one request of the Messages API that its caller sends by `fetch`: the `Response` is that of the tier that answers,
 * its body streaming, with the headers `x-turnwise-*`. What is no turn goes on untouched, and what it comes to is passed
 * back: rejections of `next` too, with the very error. `next` may be called twice for a turn.
 */
export async function routeFetch(request: FetchRequest, next: Fetch, router: Router): Promise<Response> {
  const { context, live, elsewhere } = router;
  const startedAtMs = context.now();
  const header: HeaderReader = (name) => request.headers.get(name) ?? undefined;
  const sent = Buffer.from(request.body);
  const received = context.reader.read({ body: sent, header });
  if (received.kind === 'unreadable') return next(request);
  const { reading, body, edits } = withAutoCache({ reading: received, body: sent }, { context, live, header });
  const managed = live.policy.manages(reading.turn.requestedModel);
  const refusal = context.threads.refusalOf(reading.turn, { managed, threads: live.settings.threads });
  const opening = { reading, body, edits, startedAtMs };
  if (refusal !== undefined && live.mode === 'route') {
    const turn = openTurn(opening, router, 'thread_refused');
    closeTurn(turn, context, { attempts: [], logged: [], status: refusal.status });
    return new Response(refusal.body, { status: refusal.status, headers: { 'content-type': 'application/json' } });
  }
  const cached = edits.length === 0 ? request : { ...request, body: body.toString() };
  const routed: RoutedRequest = { request: cached, next, reading, body, elsewhere };
  const turn = openTurn(opening, router);
  const plan = planTurn({
    context,
    live,
    turn,
    request: opening,
    surface: {
      replies: decodedReplies,
      callTo: (target) =>
        sendThrough((signal) =>
          next({ ...requestTo(target, routed), signal: AbortSignal.any([signal, request.signal]) }),
        ),
    },
  });
  const endKeeping = beginKeeping({ context, live, turn, reading, request: resendableOver(routed) });
  const { response, deliver } = deliverAsResponse({
    signal: request.signal,
    headersFor: (answer) => (live.mode === 'route' ? answerHeaders(turn, answer) : []),
  });
  const close = (result: TurnResult) => {
    if (reading.turn.settings.thread !== undefined && result.reply?.messageId !== undefined)
      context.threads.passed(result.reply.messageId);
    const event = closeTurn(turn, context, result);
    endKeeping?.({ event, result });
  };
  attemptTurn(plan, deliver, context.now)
    .then(close)
    .catch((error: unknown) => {
      context.onProblem({ code: 'turn_failed', message: error instanceof Error ? error.message : String(error) });
    });
  return response;
}
