import type { FrameKind, ReplyHead, Send, UpstreamCall, UpstreamHandler } from './call.ts';

/** When an error is cured by another request, and which. */
export interface Cure<Frame = Buffer> {
  readonly frames: FrameKind<Frame>;
  /** Asked once the error is whole. */
  readonly cures: (error: { readonly status: number; readonly body: string }) => boolean;
  /** The status worth waiting for. */
  readonly status: number;
  readonly again: () => Send<Frame>;
}

/** As much of an error as is waited for; a longer one goes out as it is. */
const errorBytes = 64 * 1024;

/**
 * The same call, sent once more in another shape where upstream refuses it for a reason that shape takes away. Only an error
 * of this status is waited for; it goes out unchanged where it says something else.
 */
export function retriedOnce<Frame>(send: Send<Frame>, cure: Cure<Frame>): Send<Frame> {
  return (handler) => {
    let current: UpstreamCall | undefined;
    let isRetried = false;
    let isAborted = false;
    const retry = () => {
      isRetried = true;
      if (!isAborted) current = cure.again()(handler);
    };
    const first = send(waitingFor(handler, cure, retry));
    if (!isRetried) current = first;
    return {
      abort() {
        isAborted = true;
        current?.abort();
      },
      resume: () => current?.resume(),
    };
  };
}

/** Passes everything on but an error of the cure's status, which waits until it is whole. */
function waitingFor<Frame>(
  handler: UpstreamHandler<Frame>,
  cure: Cure<Frame>,
  retry: () => void,
): UpstreamHandler<Frame> {
  let error: { readonly head: ReplyHead; readonly chunks: Frame[] } | undefined;
  let bytes = 0;
  const flush = (): boolean => {
    const waiting = error;
    error = undefined;
    if (waiting === undefined) return true;
    handler.onHead(waiting.head);
    return waiting.chunks.map((chunk) => handler.onChunk(chunk)).every((goOn) => goOn);
  };
  return {
    onHead(head) {
      if (head.status === cure.status) error = { head, chunks: [] };
      else handler.onHead(head);
    },
    onChunk(chunk) {
      if (error === undefined) return handler.onChunk(chunk);
      error.chunks.push(chunk);
      bytes += cure.frames.sizeOf(chunk);
      return bytes > errorBytes ? flush() : true;
    },
    onEnd() {
      const body = error === undefined ? undefined : cure.frames.textOf(error.chunks);
      if (body !== undefined && cure.cures({ status: cure.status, body })) return retry();
      flush();
      handler.onEnd();
    },
    onFailure(failure) {
      flush();
      handler.onFailure(failure);
    },
  };
}
