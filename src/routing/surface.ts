import type { FrameKind, FrameReader, ReplyHead, Send } from '../attempt/index.ts';
import type { FittedTarget } from '../core/index.ts';
import type { ReplyFacts } from '../wire/index.ts';

/** Reads what a reply says of itself (usage, stop reason, error) while it passes; the reply itself is not touched. */
export interface ReplyTap<Frame = Buffer> {
  feed(frame: Frame): void;
  /** The facts; `undefined` when the reply cannot be read. */
  end(): Promise<ReplyFacts | undefined>;
}

/** How a held reply is read. */
export interface HeldReader<Frame = Buffer> {
  readonly reader: FrameReader<Frame>;
  /** The reply comes in pieces, and says itself when it is whole. */
  readonly stream: boolean;
}

/** How the replies of a surface are understood. */
export interface Replies<Frame = Buffer> {
  readonly frames: FrameKind<Frame>;
  tap(head: ReplyHead): ReplyTap<Frame>;
  /** `undefined`: this reply cannot be read, so it is not held. */
  heldReader(head: ReplyHead): HeldReader<Frame> | undefined;
}

/** One turn's request on one surface: how a tier is called with it. The reply passes as the surface's frames. */
export interface Surface<Frame = Buffer> {
  readonly replies: Replies<Frame>;
  /** The call to a tier, made of the request with the target's edits. */
  callTo(target: FittedTarget): Send<Frame>;
}
