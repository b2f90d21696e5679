import { type Escalation, escalate, judgeStatus } from '../core/index.ts';
import type { Hold, HoldStep } from './hold.ts';
import type { Send } from './send.ts';
import type { UpstreamCall, UpstreamHandler } from './upstream.ts';

type Head = Parameters<UpstreamHandler['onHead']>[0];

/** The hold of one reply, and how to tell whether it is silent. */
export interface HeldReply {
  readonly hold: Hold<Buffer>;
  /** Grows while the reply goes on. */
  readonly pieces: () => number;
  readonly stream: boolean;
}

/** How a call is held. */
export interface HoldPlan {
  /** The hold for a reply with this head; `undefined`: it cannot be read (compressed), so it goes out as it comes. */
  readonly holdFor: (head: Head) => HeldReply | undefined;
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
export type SendHeld = (handler: UpstreamHandler, onDiscard: (discarded: Discarded) => void) => UpstreamCall;

/** As much of an error's body as is read for what it says. */
const errorBytes = 64 * 1024;

/** Holds the replies of a call. */
export function held(send: Send, plan: HoldPlan): SendHeld {
  return (handler, onDiscard) => {
    const call = new HeldCall({ handler, onDiscard, plan });
    call.start(send);
    return call;
  };
}

interface HeldCallParts {
  readonly handler: UpstreamHandler;
  readonly onDiscard: (discarded: Discarded) => void;
  readonly plan: HoldPlan;
}

/** One held call, from its start to its commit or discard. */
class HeldCall implements UpstreamCall, UpstreamHandler {
  readonly #parts: HeldCallParts;
  readonly #silence: NodeJS.Timeout;
  #call: UpstreamCall | undefined;
  #head: Head | undefined;
  #reply: HeldReply | undefined;
  #pieces = 0;
  #errorBody: Buffer[] | undefined;
  #state: 'held' | 'out' | 'over' = 'held';

  constructor(parts: HeldCallParts) {
    this.#parts = parts;
    this.#silence = setTimeout(() => this.#onSilence(), parts.plan.silenceMs);
  }

  start(send: Send): void {
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

  onHead(head: Head): void {
    if (this.#state === 'over') return;
    this.#head = head;
    this.#silence.refresh();
    if (judgeStatus(head.status).kind === 'escalate') this.#errorBody = [];
    else this.#reply = this.#parts.plan.holdFor(head);
    if (this.#errorBody === undefined && this.#reply === undefined) this.#commit([]);
  }

  onChunk(chunk: Buffer): boolean {
    if (this.#state === 'out') return this.#parts.handler.onChunk(chunk);
    if (this.#errorBody !== undefined) this.#takeErrorBytes(chunk, this.#errorBody);
    else if (this.#reply !== undefined) {
      const { hold, pieces } = this.#reply;
      const step = hold.take(chunk);
      if (pieces() !== this.#pieces) this.#silence.refresh();
      this.#pieces = pieces();
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

  onFailure(failure: Parameters<UpstreamHandler['onFailure']>[0]): void {
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

  #follow(step: HoldStep<Buffer>): boolean {
    if (step.kind === 'discard') this.#discard({ escalation: step.escalation });
    return step.kind === 'release' ? this.#commit(step.frames) : true;
  }

  /** From here on the reply is the client's. Returns whether more may come at once. */
  #commit(frames: readonly Buffer[]): boolean {
    if (this.#state !== 'held' || this.#head === undefined) return true;
    clearTimeout(this.#silence);
    this.#state = 'out';
    this.#parts.handler.onHead(this.#head);
    return frames.map((frame) => this.#parts.handler.onChunk(frame)).every((goOn) => goOn);
  }

  #takeErrorBytes(chunk: Buffer, body: Buffer[]): void {
    body.push(chunk);
    if (body.reduce((sum, { length }) => sum + length, 0) > errorBytes) this.#discardError();
  }

  #discardError(): void {
    const status = this.#head?.status ?? 0;
    const verdict = judgeStatus(status);
    const body = Buffer.concat(this.#errorBody ?? []).toString();
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
