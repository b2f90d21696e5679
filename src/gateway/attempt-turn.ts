import { answering, type HoldPlan, held, retriedOnce, type Send, sendTo, watched } from '../attempt/index.ts';
import type { Attempt, AttemptPurpose, Escalation, FittedTarget } from '../core/index.ts';
import { given, isBindingError } from '../core/index.ts';
import type { ReplyFacts } from '../wire/index.ts';
import { AttemptLog, type LoggedAttempt, type PlannedCall } from './attempt-log.ts';
import type { GatewayContext } from './context.ts';
import type { Exchange } from './exchange.ts';
import type { RawHeaders } from './headers.ts';
import { type RelayEnd, relay } from './reply-relay.ts';
import { answerFailure } from './upstream-failure.ts';

/** The upstream calls of one turn, ready to be sent. */
export interface AttemptPlan {
  readonly call: PlannedCall;
  /** Present where the reply of `call` is held. */
  readonly held?: HeldPlan;
  /** Our response headers; none in `observe` and `off`. */
  readonly headersFor: (answer: AnsweredBy) => RawHeaders;
}

/** How a reply is held, and who is asked where it is discarded. */
export interface HeldPlan {
  readonly hold: HoldPlan;
  readonly fallback: () => PlannedCall;
  readonly hedgeAfterMs?: number;
}

/** Who answers a turn. */
export interface AnsweredBy {
  readonly target: FittedTarget;
  /** Why the attempt before it was discarded. */
  readonly escalation?: Escalation;
  /** It was asked beside a first attempt that was slow, and came first. */
  readonly hedged: boolean;
}

/** How a turn's attempts ended, for the event and for what is learnt. */
export interface TurnResult {
  /** Those that were given up before the one that answered. */
  readonly attempts: readonly Attempt[];
  readonly logged: readonly LoggedAttempt[];
  readonly answered?: FittedTarget;
  readonly status?: number;
  readonly reply?: ReplyFacts;
  readonly firstByteAtMs?: number;
  readonly heldMs?: number;
  /** A call was sent again because its thinking was bound to another beginning. */
  readonly dropsBlocks?: boolean;
}

/** Sends a turn upstream and its reply to the client; resolves when both are over. Never throws for what either side does. */
export async function attemptTurn(exchange: Exchange, context: GatewayContext, plan: AttemptPlan): Promise<TurnResult> {
  const { response } = exchange;
  const calls = new TurnCalls(plan, context.now);
  let status: number | undefined;
  let headAtMs: number | undefined;
  let firstByteAtMs: number | undefined;
  const end = await relay(calls.send, {
    response,
    watch: {
      ours: () => plan.headersFor(calls.answeredBy()),
      onHead(received) {
        status = received;
        headAtMs = context.now();
      },
      onChunk() {
        firstByteAtMs ??= context.now();
      },
    },
  });
  answerIfUnanswered(exchange, end);
  const logged = await calls.close();
  const answer = logged.at(-1);
  const heldMs = plan.held === undefined ? undefined : calls.heldMs(firstByteAtMs ?? headAtMs);
  return {
    attempts: logged.map(({ attempt }) => attempt),
    logged,
    ...given('answered', answer?.target),
    ...given('status', status ?? (response.headersSent ? response.statusCode : undefined)),
    ...given('reply', answer?.reply),
    ...given('firstByteAtMs', firstByteAtMs),
    ...given('heldMs', heldMs),
    ...given('dropsBlocks', calls.dropsBlocks || undefined),
  };
}

/** The calls of one turn as they are made: one, or a held one and the one that is asked after or beside it. */
class TurnCalls {
  readonly send: Send;
  readonly #plan: AttemptPlan;
  readonly #now: () => number;
  readonly #refused: AttemptLog[] = [];
  #first: AttemptLog | undefined;
  #second: AttemptLog | undefined;
  #dropped: 'first' | 'second' | undefined;
  #escalation: Escalation | undefined;

  constructor(plan: AttemptPlan, now: () => number) {
    this.#plan = plan;
    this.#now = now;
    this.send = (handler) => (plan.held === undefined ? this.#sendFirst() : this.#sendHeld(plan.held))(handler);
  }

  /** Who answers, as far as it is decided. */
  answeredBy(): AnsweredBy {
    const second = this.#dropped === 'first' ? this.#second : undefined;
    return {
      target: second?.target ?? this.#plan.call.target,
      ...given('escalation', this.#escalation),
      hedged: second !== undefined && this.#escalation === undefined,
    };
  }

  /** From the first sign of upstream's first attempt to the first byte that went out. */
  heldMs(outAtMs: number | undefined): number | undefined {
    const signAtMs = this.#first?.firstSignAtMs;
    return outAtMs === undefined || signAtMs === undefined ? undefined : Math.max(0, outAtMs - signAtMs);
  }

  /** All calls that were made, the one that answered last. */
  async close(): Promise<readonly LoggedAttempt[]> {
    const order = this.#dropped === 'second' ? [this.#second, this.#first] : [this.#first, this.#second];
    return Promise.all([...this.#refused, ...order].filter((log) => log !== undefined).map((log) => log.close()));
  }

  /** Some call was refused for its thinking, and sent again. */
  get dropsBlocks(): boolean {
    return this.#refused.length > 0;
  }

  #sendFirst(): Send {
    return this.#begin(this.#plan.call, 'turn', (log) => {
      this.#first = log;
    });
  }

  #sendSecond(call: PlannedCall, purpose: AttemptPurpose): Send {
    return this.#begin(call, purpose, (log) => {
      this.#second = log;
    });
  }

  #begin(call: PlannedCall, purpose: AttemptPurpose, keep: (log: AttemptLog) => void): Send {
    const log = new AttemptLog(call, purpose, this.#now);
    keep(log);
    const send = watched(sendTo(call.upstream, call.request), log.watch);
    const { cure } = call;
    if (cure === undefined) return send;
    return retriedOnce(send, {
      status: 400,
      cures: ({ body }) => isBindingError(body),
      again: () => {
        this.#refused.push(log);
        return this.#begin(cure(), purpose, keep);
      },
    });
  }

  #sendHeld({ hold, fallback, hedgeAfterMs }: HeldPlan): Send {
    const sendHeld = held(this.#sendFirst(), hold);
    return answering({
      first: (handler, onDiscard) =>
        sendHeld(handler, (discarded) => {
          this.#escalation = discarded.escalation;
          this.#dropped = 'first';
          this.#first?.giveUp(discarded.escalation);
          onDiscard(discarded);
        }),
      second: (why) => this.#sendSecond(fallback(), why === 'hedge' ? 'hedge' : 'escalation'),
      ...given('hedgeAfterMs', hedgeAfterMs),
      onLost: (lost) => {
        this.#dropped = lost;
        (lost === 'first' ? this.#first : this.#second)?.giveUp();
      },
    });
  }
}

/** A connection that broke before any answer is broken here too; upstream that gave no connection or no time gets an error in the API's shape. */
function answerIfUnanswered(exchange: Exchange, end: RelayEnd): void {
  if (end.kind === 'failed' && !end.headSent) answerFailure(exchange, end.failure);
}
