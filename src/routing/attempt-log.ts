import type { ReplyHead, Send, SendWatch, UpstreamFailure } from '../attempt/index.ts';
import { type Attempt, type AttemptPurpose, type Escalation, type FittedTarget, given } from '../core/index.ts';
import { headerOf, type RawHeaders, type ReplyFacts } from '../wire/index.ts';
import type { Replies, ReplyTap } from './surface.ts';
import { type CallEnd, toAttempt } from './turn-event.ts';

/** One upstream call, ready to be sent. */
export interface PlannedCall<Frame = Buffer> {
  readonly send: Send<Frame>;
  /** The tier that is asked, with the edits its request was made by. */
  readonly target: FittedTarget;
  /** The request as it is sent again where upstream refuses its thinking as bound to another beginning. */
  readonly cure?: () => PlannedCall<Frame>;
}

/** What an upstream call said and how it ended, for the event and for what is learnt. */
export interface LoggedAttempt {
  readonly attempt: Attempt;
  readonly target: FittedTarget;
  readonly headers: RawHeaders;
  readonly reply: ReplyFacts | undefined;
}

/** What a log is begun with. */
export interface AttemptLogParts<Frame> {
  readonly target: FittedTarget;
  readonly purpose: AttemptPurpose;
  readonly replies: Replies<Frame>;
  readonly now: () => number;
}

/** Keeps what is recorded of one upstream call while its reply passes. */
export class AttemptLog<Frame> {
  readonly startedAtMs: number;
  readonly target: FittedTarget;
  readonly #replies: Replies<Frame>;
  readonly #purpose: AttemptPurpose;
  readonly #now: () => number;
  #head: ReplyHead | undefined;
  #tap: ReplyTap<Frame> | undefined;
  #firstByteAtMs: number | undefined;
  #endedAtMs: number | undefined;
  #end: CallEnd = { kind: 'client_gone' };
  #escalation: Escalation | undefined;

  constructor({ target, purpose, replies, now }: AttemptLogParts<Frame>) {
    this.target = target;
    this.#replies = replies;
    this.#purpose = purpose;
    this.#now = now;
    this.startedAtMs = now();
  }

  readonly watch: SendWatch<Frame> = {
    onHead: (head) => {
      this.#head = head;
      this.#tap = this.#replies.tap(head);
    },
    onChunk: (chunk) => {
      this.#firstByteAtMs ??= this.#now();
      this.#tap?.feed(chunk);
    },
    onEnd: () => this.#endAs({ kind: 'complete' }),
    onFailure: (failure: UpstreamFailure) =>
      this.#endAs({ kind: 'failed', failure, headSent: this.#head !== undefined }),
  };

  /** Its reply is discarded, or another attempt answers: nobody will see what it says. */
  giveUp(escalation?: Escalation): void {
    this.#escalation = escalation;
    if (this.#endedAtMs === undefined) this.#endAs({ kind: 'given_up' });
  }

  /** When its reply began, or else when waiting for that ended; `undefined` while neither has happened. */
  get firstSignAtMs(): number | undefined {
    return this.#firstByteAtMs ?? this.#endedAtMs;
  }

  /** Everything there is to say of it, once it is over. */
  async close(): Promise<LoggedAttempt> {
    const endedAtMs = this.#endedAtMs ?? this.#now();
    const reply = await this.#tap?.end();
    const attempt = toAttempt({
      purpose: this.#purpose,
      tier: this.target.tier,
      model: this.target.model,
      startedAtMs: this.startedAtMs,
      firstByteAtMs: this.#firstByteAtMs,
      endedAtMs,
      end: this.#end,
      status: this.#head?.status,
      requestId: this.#head === undefined ? undefined : headerOf(this.#head.headers, 'request-id'),
      reply,
    });
    const verdict = this.#escalation === undefined ? undefined : verdictOf(this.#escalation);
    return {
      attempt: { ...attempt, ...given('verdict', verdict) },
      target: this.target,
      headers: this.#head?.headers ?? [],
      reply,
    };
  }

  #endAs(end: CallEnd): void {
    this.#endedAtMs = this.#now();
    this.#end = end;
  }
}

function verdictOf({ reason, detail }: Escalation) {
  return { reason, ...given('detail', detail) };
}
