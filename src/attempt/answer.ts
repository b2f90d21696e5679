/**
 * One turn, one or two attempts: a held first one, and where that is discarded the second, which is not held and has the last
 * word. With a hedge the second starts beside a first that is slow to begin; the one that commits first answers, and the
 * other is given up. Whoever asked sees one call: exactly one of the two replies, whole and in order.
 */
import type { ReplyHead, Send, UpstreamCall, UpstreamHandler } from './call.ts';
import type { UpstreamFailure } from './failure.ts';
import type { Discarded, SendHeld } from './held-call.ts';

/** The attempts of a turn. */
export interface AnswerPlan<Frame = Buffer> {
  readonly first: SendHeld<Frame>;
  /** Asked at most once, when the first is discarded or slow; `undefined` from it ends the turn with the failure. */
  readonly second: (why: Discarded | 'hedge') => Send<Frame>;
  /** When the second starts beside a first that has brought nothing: opt-in. */
  readonly hedgeAfterMs?: number;
  /** The first attempt is given up because the second answers. */
  readonly onLost?: (lost: 'first' | 'second') => void;
}

/** The call that answers a turn. */
export function answering<Frame>(plan: AnswerPlan<Frame>): Send<Frame> {
  return (handler) => {
    const answer = new Answer(plan, handler);
    answer.start();
    return answer;
  };
}

class Answer<Frame> implements UpstreamCall {
  readonly #plan: AnswerPlan<Frame>;
  readonly #handler: UpstreamHandler<Frame>;
  #first: UpstreamCall | undefined;
  #second: Staged<Frame> | undefined;
  #hedge: NodeJS.Timeout | undefined;
  #answers: 'first' | 'second' | undefined;
  #isOver = false;

  constructor(plan: AnswerPlan<Frame>, handler: UpstreamHandler<Frame>) {
    this.#plan = plan;
    this.#handler = handler;
  }

  start(): void {
    const { hedgeAfterMs } = this.#plan;
    if (hedgeAfterMs !== undefined) this.#hedge = setTimeout(() => this.#startSecond('hedge'), hedgeAfterMs);
    const first = this.#plan.first(
      {
        onHead: (head) => {
          this.#choose('first');
          this.#handler.onHead(head);
        },
        onChunk: (chunk) => this.#handler.onChunk(chunk),
        onEnd: () => this.#handler.onEnd(),
        onFailure: (failure) => this.#handler.onFailure(failure),
      },
      (discarded) => this.#onDiscard(discarded),
    );
    this.#first = first;
    if (this.#isOver || this.#answers === 'second') first.abort();
  }

  abort(): void {
    this.#isOver = true;
    clearTimeout(this.#hedge);
    this.#first?.abort();
    this.#second?.abort();
  }

  resume(): void {
    if (this.#answers === 'second') this.#second?.resume();
    else this.#first?.resume();
  }

  #onDiscard(discarded: Discarded): void {
    if (this.#isOver || this.#answers !== undefined) return;
    this.#answers = 'second';
    clearTimeout(this.#hedge);
    if (this.#second === undefined) this.#startSecond(discarded);
    this.#second?.goOut(this.#handler);
  }

  #startSecond(why: Discarded | 'hedge'): void {
    const second = new Staged<Frame>(() => this.#choose('second'));
    this.#second = second;
    second.start(this.#plan.second(why));
  }

  /** The first of the two to commit answers; the other one is given up. */
  #choose(answers: 'first' | 'second'): void {
    if (this.#answers !== undefined || this.#isOver) return;
    this.#answers = answers;
    clearTimeout(this.#hedge);
    if (answers === 'second') {
      this.#plan.onLost?.('first');
      this.#first?.abort();
      this.#second?.goOut(this.#handler);
    } else if (this.#second !== undefined) {
      this.#plan.onLost?.('second');
      this.#second.abort();
    }
  }
}

/** A call whose reply waits until it is wanted: it commits itself with its first byte, unless it is an error. */
class Staged<Frame> implements UpstreamHandler<Frame> {
  readonly #commits: () => void;
  #waiting: ((handler: UpstreamHandler<Frame>) => void)[] = [];
  #handler: UpstreamHandler<Frame> | undefined;
  #call: UpstreamCall | undefined;
  #isError = false;

  constructor(commits: () => void) {
    this.#commits = commits;
  }

  start(send: Send<Frame>): void {
    this.#call = send(this);
  }

  abort(): void {
    this.#waiting = [];
    this.#call?.abort();
  }

  resume(): void {
    this.#call?.resume();
  }

  goOut(handler: UpstreamHandler<Frame>): void {
    this.#handler = handler;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const tell of waiting) tell(handler);
  }

  onHead(head: ReplyHead): void {
    this.#isError = head.status >= 400;
    this.#tell((handler) => handler.onHead(head));
  }

  onChunk(chunk: Frame): boolean {
    if (this.#handler === undefined && !this.#isError) this.#commits();
    if (this.#handler !== undefined) return this.#handler.onChunk(chunk);
    this.#waiting.push((handler) => handler.onChunk(chunk));
    return true;
  }

  onEnd(): void {
    this.#tell((handler) => handler.onEnd());
  }

  onFailure(failure: UpstreamFailure): void {
    this.#tell((handler) => handler.onFailure(failure));
  }

  #tell(tell: (handler: UpstreamHandler<Frame>) => void): void {
    if (this.#handler === undefined) this.#waiting.push(tell);
    else tell(this.#handler);
  }
}
