import { type Escalation, escalate, judgeStatus } from '../core/index.ts';
import type { FrameKind, ReplyHead, Send, UpstreamCall, UpstreamHandler } from './call.ts';
import type { UpstreamFailure } from './failure.ts';
import type { Hold, HoldStep } from './hold.ts';

/** The hold of one reply, and how to tell whether it is silent. */
export interface HeldReply<Frame = Buffer> {
  readonly hold: Hold<Frame>;
  /** Grows while the reply goes on. */
  readonly pieces: () => number;
  readonly stream: boolean;
}

/** How a call is held. */
export interface HoldPlan<Frame = Buffer> {
  readonly frames: FrameKind<Frame>;
  /** The hold for a reply with this head; `undefined`: it cannot be read (compressed), so it goes out as it comes. */
  readonly holdFor: (head: ReplyHead) => HeldReply<Frame> | undefined;
  /** Longest silence, from the call's start on. */
  readonly silenceMs: number;
}

/** What is known of an attempt that nobody will see. */
export interface Discarded {
  readonly escalation: Escalation;
  /** Upstream's answer where that was an error: its status, and as much of its body as a message needs. */
  readonly status?: number;
  readonly body?: string;
}

/** Sends a call whose reply is held: the handler hears of it when it commits, from the head on, or `onDiscard` and nothing more. */
export type SendHeld<Frame = Buffer> = (
  handler: UpstreamHandler<Frame>,
  onDiscard: (discarded: Discarded) => void,
) => UpstreamCall;

/** As much of an error's body as is read for what it says. */
const errorBytes = 64 * 1024;

/** Holds the replies of a call. */
export function held<Frame>(send: Send<Frame>, plan: HoldPlan<Frame>): SendHeld<Frame> {
  return (handler, onDiscard) => {
    const call = new HeldCall({ handler, onDiscard, plan });
    call.start(send);
    return call;
  };
}

interface HeldCallParts<Frame> {
  readonly handler: UpstreamHandler<Frame>;
  readonly onDiscard: (discarded: Discarded) => void;
  readonly plan: HoldPlan<Frame>;
}

/** One held call, from its start to its commit or discard. */
class HeldCall<Frame> implements UpstreamCall, UpstreamHandler<Frame> {
  readonly #parts: HeldCallParts<Frame>;
  readonly #silence: NodeJS.Timeout;
  #call: UpstreamCall | undefined;
  #head: ReplyHead | undefined;
  #reply: HeldReply<Frame> | undefined;
  #pieces = 0;
  #errorBody: Frame[] | undefined;
  #state: 'held' | 'out' | 'over' = 'held';

  constructor(parts: HeldCallParts<Frame>) {
    this.#parts = parts;
    this.#silence = setTimeout(() => this.#onSilence(), parts.plan.silenceMs);
  }

  start(send: Send<Frame>): void {
    this.#call = send(this);
    if (this.#state === 'over') this.#call.abort();
  }

  abort(): void {
    this.#end();
    this.#call?.abort();
  }

  resume(): void {
    this.#call?.resume();
  }

  onHead(head: ReplyHead): void {
    if (this.#state === 'over') return;
    this.#head = head;
    this.#silence.refresh();
    if (judgeStatus(head.status).kind === 'escalate') this.#errorBody = [];
    else this.#reply = this.#parts.plan.holdFor(head);
    if (this.#errorBody === undefined && this.#reply === undefined) this.#commit([]);
  }

  onChunk(chunk: Frame): boolean {
    if (this.#state === 'out') return this.#parts.handler.onChunk(chunk);
    if (this.#errorBody !== undefined) this.#takeErrorBytes(chunk, this.#errorBody);
    else if (this.#reply !== undefined) {
      const { hold, pieces } = this.#reply;
      const step = hold.take(chunk);
      const piecesNow = pieces();
      if (piecesNow !== this.#pieces) this.#silence.refresh();
      this.#pieces = piecesNow;
      return this.#follow(step);
    }
    return true;
  }

  onEnd(): void {
    if (this.#errorBody !== undefined) return this.#discardError();
    if (this.#state === 'held' && this.#reply !== undefined) {
      this.#follow(this.#reply.hold.end({ stream: this.#reply.stream }));
    }
    if (this.#state !== 'out') return;
    this.#end();
    this.#parts.handler.onEnd();
  }

  onFailure(failure: UpstreamFailure): void {
    if (this.#errorBody !== undefined) return this.#discardError();
    if (this.#state === 'out') {
      this.#end();
      return this.#parts.handler.onFailure(failure);
    }
    this.#discard({
      escalation: failure.code === 'timeout' ? escalate('timeout') : escalate('upstream_error', failure.code),
    });
  }

  #onSilence(): void {
    if (this.#state !== 'held') return;
    if (this.#errorBody !== undefined) return this.#discardError();
    if (this.#reply === undefined) return this.#discard({ escalation: escalate('timeout') });
    this.#follow(this.#reply.hold.silence());
  }

  #follow(step: HoldStep<Frame>): boolean {
    if (step.kind === 'discard') this.#discard({ escalation: step.escalation });
    return step.kind === 'release' ? this.#commit(step.frames) : true;
  }

  /** From here on the reply is the client's. Returns whether more may come at once. */
  #commit(frames: readonly Frame[]): boolean {
    if (this.#state !== 'held' || this.#head === undefined) return true;
    clearTimeout(this.#silence);
    this.#state = 'out';
    this.#parts.handler.onHead(this.#head);
    return frames.map((frame) => this.#parts.handler.onChunk(frame)).every((goOn) => goOn);
  }

  #takeErrorBytes(chunk: Frame, body: Frame[]): void {
    body.push(chunk);
    if (body.reduce((sum, frame) => sum + this.#parts.plan.frames.sizeOf(frame), 0) > errorBytes) this.#discardError();
  }

  #discardError(): void {
    const status = this.#head?.status ?? 0;
    const verdict = judgeStatus(status);
    const body = this.#parts.plan.frames.textOf(this.#errorBody ?? []);
    if (verdict.kind === 'escalate') this.#discard({ escalation: verdict, status, body });
  }

  #discard(discarded: Discarded): void {
    if (this.#state !== 'held') return;
    this.abort();
    this.#parts.onDiscard(discarded);
  }

  #end(): void {
    clearTimeout(this.#silence);
    this.#state = 'over';
  }
}
