import type { Upstream } from '../attempt/index.ts';
import type { Attempt } from '../core/index.ts';
import { given } from '../core/index.ts';
import type { ReplyFacts } from '../wire/index.ts';
import type { GatewayContext } from './context.ts';
import type { Exchange } from './exchange.ts';
import { headerOf, type RawHeaders } from './headers.ts';
import { type RelayEnd, relay } from './reply-relay.ts';
import { createReplyTap, type ReplyTap } from './reply-tap.ts';
import { toAttempt } from './turn-event.ts';
import { answerFailure } from './upstream-failure.ts';

/** The upstream call of one turn, ready to be sent. */
export interface AttemptPlan {
  readonly upstream: Upstream;
  readonly body: Buffer;
  readonly headers: readonly string[];
  readonly timeoutMs: number;
  /** Our response headers; none in `observe` and `off`. */
  readonly ours: RawHeaders;
  readonly served: { readonly tier: string; readonly model: string };
}

/** How a turn's attempt ended, for the event and for what is learnt. */
export interface TurnResult {
  readonly attempt?: Attempt;
  readonly status?: number;
  readonly retryAfterSeconds?: number;
  /** Upstream's, as a raw list. */
  readonly headers?: RawHeaders;
  readonly reply?: ReplyFacts;
}

/** Sends a turn upstream and its reply to the client; resolves when both are over. Never throws for what either side does. */
export async function attemptTurn(exchange: Exchange, context: GatewayContext, plan: AttemptPlan): Promise<TurnResult> {
  const { request, response } = exchange;
  const startedAtMs = context.now();
  let tap: ReplyTap | undefined;
  let head: { readonly status: number; readonly headers: RawHeaders } | undefined;
  let firstByteAtMs: number | undefined;
  const end = await relay(
    plan.upstream,
    {
      method: 'POST',
      path: request.url ?? '/',
      headers: plan.headers,
      body: plan.body,
      timeoutMs: plan.timeoutMs,
    },
    {
      response,
      watch: {
        ours: plan.ours,
        onHead(received) {
          head = received;
          tap = createReplyTap(received.headers);
        },
        onChunk(chunk) {
          firstByteAtMs ??= context.now();
          tap?.feed(chunk);
        },
      },
    },
  );
  const endedAtMs = context.now();
  answerIfUnanswered(exchange, end);
  const reply = await tap?.end();
  const attempt = toAttempt({
    ...plan.served,
    startedAtMs,
    firstByteAtMs,
    endedAtMs,
    end,
    status: head?.status,
    requestId: head === undefined ? undefined : headerOf(head.headers, 'request-id'),
    reply,
  });
  return {
    attempt,
    ...given('status', head?.status ?? (response.headersSent ? response.statusCode : undefined)),
    ...given('retryAfterSeconds', head === undefined ? undefined : retryAfterOf(head.headers)),
    ...given('headers', head?.headers),
    ...given('reply', reply),
  };
}

/** A connection that broke before any answer is broken here too; upstream that gave no connection or no time gets an error in the API's shape. */
function answerIfUnanswered(exchange: Exchange, end: RelayEnd): void {
  if (end.kind === 'failed' && !end.headSent) answerFailure(exchange, end.failure);
}

function retryAfterOf(headers: RawHeaders): number | undefined {
  const seconds = Number(headerOf(headers, 'retry-after'));
  return Number.isFinite(seconds) ? seconds : undefined;
}
