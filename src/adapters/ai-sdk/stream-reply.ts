/** Replies of `doStream`: its parts are the frames. */
import type { LanguageModelV4StreamPart, LanguageModelV4StreamResult } from '@ai-sdk/provider';
import type { Send, UpstreamHandler } from '../../attempt/index.ts';
import type { Replies } from '../../routing/index.ts';
import { callFailure, statusOf, wordsOf } from '../call-failure.ts';
import { ReplyDraft } from './reply-draft.ts';

/** What passes: that the stream has begun, with what the package says of it; a part; or the error that came in its place. */
export type StreamFrame =
  | { readonly kind: 'begun'; readonly result: Omit<LanguageModelV4StreamResult, 'stream'> }
  | { readonly kind: 'part'; readonly part: LanguageModelV4StreamPart }
  | { readonly kind: 'refused'; readonly error: unknown };

/** How streamed replies are read. */
export const streamReplies: Replies<StreamFrame> = {
  frames: {
    sizeOf: (frame) => (frame.kind === 'part' ? partSize(frame.part) : 0),
    textOf: (frames) => frames.map((frame) => (frame.kind === 'refused' ? wordsOf(frame.error) : '')).join('\n'),
  },
  tap() {
    const draft = new ReplyDraft();
    return { feed: (frame) => feed(frame, draft), end: async () => draft.facts() };
  },
  heldReader() {
    const draft = new ReplyDraft();
    const reader = {
      feed: (frame: StreamFrame) => feed(frame, draft),
      progress: () => draft.progress(),
      content: () => draft.content(),
    };
    return { reader, stream: true };
  },
};

function feed(frame: StreamFrame, draft: ReplyDraft): void {
  if (frame.kind === 'part') draft.take(frame.part);
  else if (frame.kind === 'refused') draft.take({ type: 'error', error: frame.error });
}

/** Characters of what was written, and a little for the part itself. */
function partSize(part: LanguageModelV4StreamPart): number {
  const around = 64;
  if ('delta' in part) return part.delta.length + around;
  return part.type === 'tool-call' ? part.input.length + around : around;
}

/** A `doStream` call as frames. */
export function callStream(
  invoke: (signal: AbortSignal) => PromiseLike<LanguageModelV4StreamResult>,
): Send<StreamFrame> {
  return (handler) => {
    const given = new AbortController();
    let goOn: () => void = () => undefined;
    const paused = () =>
      new Promise<void>((resolve) => {
        goOn = resolve;
      });
    void pump(invoke, { handler, signal: given.signal, paused });
    return {
      abort() {
        given.abort();
        goOn();
      },
      resume: () => goOn(),
    };
  };
}

interface Pump {
  readonly handler: UpstreamHandler<StreamFrame>;
  readonly signal: AbortSignal;
  readonly paused: () => Promise<void>;
}

async function pump(
  invoke: (signal: AbortSignal) => PromiseLike<LanguageModelV4StreamResult>,
  { handler, signal, paused }: Pump,
): Promise<void> {
  let hasBegun = false;
  try {
    const { stream, ...result } = await invoke(signal);
    if (signal.aborted) return await stream.cancel();
    hasBegun = true;
    handler.onHead({ status: 200, statusText: '', headers: Object.entries(result.response?.headers ?? {}).flat() });
    handler.onChunk({ kind: 'begun', result });
    const reader = stream.getReader();
    for (let read = await reader.read(); !read.done; read = await reader.read()) {
      if (signal.aborted) return await reader.cancel();
      if (!handler.onChunk({ kind: 'part', part: read.value })) await paused();
    }
    if (!signal.aborted) handler.onEnd();
  } catch (error) {
    if (signal.aborted) return;
    const status = hasBegun ? undefined : statusOf(error);
    if (status === undefined) return handler.onFailure(callFailure(error, hasBegun ? 'after' : 'before'));
    handler.onHead({ status, statusText: '', headers: [] });
    handler.onChunk({ kind: 'refused', error });
    handler.onEnd();
  }
}
