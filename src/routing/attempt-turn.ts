import { answering, type HoldPlan, held, retriedOnce, type Send, watched } from '../attempt/index.ts';
import type { Attempt, AttemptPurpose, Escalation, FittedTarget } from '../core/index.ts';
import { given, isBindingError } from '../core/index.ts';
import type { ReplyFacts } from '../wire/index.ts';
import { AttemptLog, type LoggedAttempt, type PlannedCall } from './attempt-log.ts';
import type { AnsweredBy, Deliver } from './delivery.ts';
import type { Replies } from './surface.ts';

/** The upstream calls of one turn, ready to be sent. */
export interface AttemptPlan<Frame = Buffer> {
  readonly replies: Replies<Frame>;
  readonly call: PlannedCall<Frame>;
  /** Present where the reply of `call` is held. */
  readonly held?: HeldPlan<Frame>;
}

/** How a reply is held, and who is asked where it is discarded. */
export interface HeldPlan<Frame = Buffer> {
  readonly hold: HoldPlan<Frame>;
  readonly fallback: () => PlannedCall<Frame>;
  readonly hedgeAfterMs?: number;
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

/** Sends a turn upstream and delivers its reply; resolves when both are over. */
export async function attemptTurn<Frame>(
  plan: AttemptPlan<Frame>,
  deliver: Deliver<Frame>,
  now: () => number,
): Promise<TurnResult> {
  const calls = new TurnCalls(plan, now);
  let headAtMs: number | undefined;
  let firstByteAtMs: number | undefined;
  const status = await deliver(calls.send, {
    answeredBy: () => calls.answeredBy(),
    onHead() {
      headAtMs = now();
    },
    onChunk() {
      firstByteAtMs ??= now();
    },
  });
  const logged = await calls.close();
  const answer = logged.at(-1);
  const heldMs = plan.held === undefined ? undefined : calls.heldMs(firstByteAtMs ?? headAtMs);
  return {
    attempts: logged.map(({ attempt }) => attempt),
    logged,
    ...given('answered', answer?.target),
    ...given('status', status),
    ...given('reply', answer?.reply),
    ...given('firstByteAtMs', firstByteAtMs),
    ...given('heldMs', heldMs),
    ...given('dropsBlocks', calls.dropsBlocks || undefined),
  };
}

/** The calls of one turn as they are made: one, or a held one and the one that is asked after or beside it. */
class TurnCalls<Frame> {
  readonly send: Send<Frame>;
  readonly #plan: AttemptPlan<Frame>;
  readonly #now: () => number;
  readonly #refused: AttemptLog<Frame>[] = [];
  #first: AttemptLog<Frame> | undefined;
  #second: AttemptLog<Frame> | undefined;
  #dropped: 'first' | 'second' | undefined;
  #escalation: Escalation | undefined;

  constructor(plan: AttemptPlan<Frame>, now: () => number) {
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

  #sendFirst(): Send<Frame> {
    return this.#begin(this.#plan.call, 'turn', (log) => {
      this.#first = log;
    });
  }

  #sendSecond(call: PlannedCall<Frame>, purpose: AttemptPurpose): Send<Frame> {
    return this.#begin(call, purpose, (log) => {
      this.#second = log;
    });
  }

  #begin(call: PlannedCall<Frame>, purpose: AttemptPurpose, keep: (log: AttemptLog<Frame>) => void): Send<Frame> {
    const { replies } = this.#plan;
    const log = new AttemptLog({ target: call.target, purpose, replies, now: this.#now });
    keep(log);
    const send = watched(call.send, log.watch);
    const { cure } = call;
    if (cure === undefined) return send;
    return retriedOnce(send, {
      frames: replies.frames,
      status: 400,
      cures: ({ body }) => isBindingError(body),
      again: () => {
        this.#refused.push(log);
        return this.#begin(cure(), purpose, keep);
      },
    });
  }

  #sendHeld({ hold, fallback, hedgeAfterMs }: HeldPlan<Frame>): Send<Frame> {
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
