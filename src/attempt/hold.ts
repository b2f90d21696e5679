/**
 * Holding: the frames of an attempt are kept back until it commits, so that a reply which turns out wrong is never seen
 * (design, section 8). A frame is whatever a surface passes on: bytes in the gateway, parts elsewhere. There is no clock and no
 * I/O in here: whoever drives a hold tells it what came, and tells it of silence.
 *
 * What ends a hold, in the order it is looked at:
 *
 * | what | outcome |
 * |---|---|
 * | an error in the stream, a connection that breaks | discard: `upstream_error` |
 * | the message is finished (its `message_delta`, or a whole body) | as judged |
 * | text without a call, when whoever answers may end the loop | release at `textTokens` |
 * | text without a call beyond `acceptUpToTokens` | discard: `final_response` |
 * | `holdBytes` are held | release |
 * | silence | release where content came, else discard: `timeout` |
 */

import type { ReplyContent } from '../core/index.ts';
import { type Escalation, escalate, estimateTextTokens, type FinalResponse, type Verdict } from '../core/index.ts';
import type { ReplyProgress } from '../wire/index.ts';

/** Understands the frames of one reply. */
export interface FrameReader<Frame> {
  feed(frame: Frame): void;
  progress(): ReplyProgress;
  content(): ReplyContent;
}

/** What a hold goes by. */
export interface HoldOptions<Frame> {
  readonly reader: FrameReader<Frame>;
  readonly sizeOf: (frame: Frame) => number;
  readonly judge: (reply: ReplyContent) => Verdict;
  readonly finalResponse: FinalResponse;
  /** Text after which a reply without a call is released. */
  readonly textTokens: number;
  readonly holdBytes: number;
}

/** What to do now. Frames of a release are to be passed on in their order; after a discard there are none to pass on, ever. */
export type HoldStep<Frame> =
  | { readonly kind: 'hold' }
  | { readonly kind: 'release'; readonly frames: readonly Frame[] }
  | { readonly kind: 'discard'; readonly escalation: Escalation };

/** One held attempt. What was released cannot be taken back, and what was discarded never comes. */
export class Hold<Frame> {
  readonly #options: HoldOptions<Frame>;
  #frames: Frame[] = [];
  #bytes = 0;
  #ended: Exclude<HoldStep<Frame>, { readonly kind: 'hold' }> | undefined;

  constructor(options: HoldOptions<Frame>) {
    this.#options = options;
  }

  /** A frame has come. */
  take(frame: Frame): HoldStep<Frame> {
    if (this.#ended !== undefined)
      return this.#ended.kind === 'release' ? { kind: 'release', frames: [frame] } : this.#ended;
    this.#frames.push(frame);
    this.#bytes += this.#options.sizeOf(frame);
    this.#options.reader.feed(frame);
    return this.#settle(this.#options.reader.progress());
  }

  /** All frames have come. A body is judged now; a stream that was never finished was cut, however politely. */
  end(options: { readonly stream: boolean }): HoldStep<Frame> {
    if (this.#ended !== undefined) return passing;
    if (options.stream) return this.fail('cut');
    return this.#asJudged();
  }

  /** Nothing came for as long as is waited for. Content that is there already goes out: it may be all there is for long. */
  silence(): HoldStep<Frame> {
    if (this.#ended !== undefined) return passing;
    return this.#options.reader.progress().hasContent ? this.#release() : this.#discard(escalate('timeout'));
  }

  /** The attempt broke. After a release that is the client's to see; until then nobody has seen anything. */
  fail(what: string): HoldStep<Frame> {
    if (this.#ended !== undefined) return passing;
    return this.#discard(what === 'timeout' ? escalate('timeout') : escalate('upstream_error', what));
  }

  #settle({ errorType, finished, calls, textCharacters }: ReplyProgress): HoldStep<Frame> {
    if (errorType !== undefined) return this.fail(errorType);
    if (finished) return this.#asJudged();
    const { finalResponse, textTokens, holdBytes } = this.#options;
    if (calls === 0 && textCharacters > 0) {
      const tokens = estimateTextTokens(textCharacters);
      if (finalResponse === 'accept' && tokens >= textTokens) return this.#release();
      if (typeof finalResponse === 'object' && tokens > finalResponse.acceptUpToTokens)
        return this.#discard(escalate('final_response'));
    }
    return this.#bytes >= holdBytes ? this.#release() : { kind: 'hold' };
  }

  #asJudged(): HoldStep<Frame> {
    const verdict = this.#options.judge(this.#options.reader.content());
    return verdict.kind === 'accept' ? this.#release() : this.#discard(verdict);
  }

  #release(): HoldStep<Frame> {
    const frames = this.#frames;
    this.#frames = [];
    this.#ended = { kind: 'release', frames: [] };
    return { kind: 'release', frames };
  }

  #discard(escalation: Escalation): HoldStep<Frame> {
    this.#frames = [];
    this.#ended = { kind: 'discard', escalation };
    return this.#ended;
  }
}

/** For what comes when the hold is over: there is nothing more to do. */
const passing = { kind: 'hold' } as const;
