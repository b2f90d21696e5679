import type { ReplyHead, Send, UpstreamFailure } from '../../attempt/index.ts';

/** A reply that has begun. */
export interface OpenedReply {
  readonly head: ReplyHead;
  readonly chunks: AsyncIterable<Uint8Array>;
}

/** What is thrown, told to whoever wants to name it as a cause. */
export type OnThrown = (error: unknown) => void;

/** The call that opens a reply and reads it, in the terms of an upstream call: head, chunks, one end; pauses when asked to. */
export function sendOpening(open: (signal: AbortSignal) => Promise<OpenedReply>, onThrown: OnThrown): Send {
  return (handler) => {
    const given = new AbortController();
    let resume: () => void = () => undefined;
    let hasHead = false;
    const read = async () => {
      const { head, chunks } = await open(given.signal);
      if (given.signal.aborted) return;
      hasHead = true;
      handler.onHead(head);
      for await (const chunk of chunks) {
        if (given.signal.aborted) return;
        const resumed = new Promise<void>((resolve) => {
          resume = resolve;
        });
        if (!handler.onChunk(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength))) await resumed;
      }
      if (!given.signal.aborted) handler.onEnd();
    };
    read().catch((error: unknown) => {
      if (given.signal.aborted) return;
      onThrown(error);
      handler.onFailure(failureOf(error, hasHead));
    });
    return {
      abort() {
        given.abort();
        resume();
      },
      resume: () => resume(),
    };
  };
}

function failureOf(error: unknown, hasHead: boolean): UpstreamFailure {
  const name = error instanceof Error ? `${error.constructor.name} ${error.name}` : '';
  if (/timeout/i.test(name)) return { code: 'timeout', message: 'upstream sent nothing within the time limit' };
  if (hasHead) return { code: 'cut', message: 'the reply broke off' };
  return { code: 'unreachable', message: 'upstream could not be asked' };
}
