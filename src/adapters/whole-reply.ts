/**
 * Replies that come whole, as an object: nothing of them is seen before they are there, so a held one is judged as a whole.
 * The same for every package whose call resolves to a reply or throws.
 */
import type { FrameReader, Send } from '../attempt/index.ts';
import type { ReplyContent } from '../core/index.ts';
import type { Deliver, Replies } from '../routing/index.ts';
import type { ReplyFacts } from '../wire/index.ts';
import { callFailure, errorTypeOf, statusOf, thrownOf, wordsOf } from './call-failure.ts';
import type { TurnFacts } from './route-call.ts';

/** What a call came to: its reply, or the error of an upstream that answered with one. */
export type Whole<Reply> =
  | { readonly kind: 'reply'; readonly reply: Reply }
  | { readonly kind: 'refused'; readonly error: unknown };

/** How a package's replies are read. */
export interface WholeReading<Reply> {
  readonly contentOf: (reply: Reply) => ReplyContent;
  readonly factsOf: (reply: Reply) => ReplyFacts;
}

/** The replies of a package. */
export function wholeReplies<Reply>({ contentOf, factsOf }: WholeReading<Reply>): Replies<Whole<Reply>> {
  return {
    frames: {
      // It is there at once: there is nothing to hold on to any longer.
      sizeOf: () => 0,
      textOf: (frames) => frames.map((frame) => (frame.kind === 'refused' ? wordsOf(frame.error) : '')).join('\n'),
    },
    tap() {
      let facts: ReplyFacts | undefined;
      return {
        feed(frame) {
          facts = frame.kind === 'reply' ? factsOf(frame.reply) : refusedFacts(frame.error);
        },
        end: async () => facts,
      };
    },
    heldReader: () => ({ reader: createWholeReader(contentOf), stream: false }),
  };
}

function createWholeReader<Reply>(contentOf: (reply: Reply) => ReplyContent): FrameReader<Whole<Reply>> {
  let content: ReplyContent = { text: '', toolCalls: [], otherBlocks: 0, endsInCall: false };
  let pieces = 0;
  return {
    feed(frame) {
      pieces += 1;
      if (frame.kind === 'reply') content = contentOf(frame.reply);
    },
    progress: () => ({ pieces, hasContent: pieces > 0, textCharacters: 0, calls: 0, finished: false }),
    content: () => content,
  };
}

function refusedFacts(error: unknown): ReplyFacts {
  return { toolCalls: [], error: { type: errorTypeOf(error), message: '' }, complete: false };
}

/** A call as frames. `headersOf`: the reply's HTTP headers, where the package hands them on. */
export function callWhole<Reply>(
  invoke: (signal: AbortSignal) => PromiseLike<Reply>,
  headersOf: (reply: Reply) => readonly string[] = () => [],
): Send<Whole<Reply>> {
  return (handler) => {
    const given = new AbortController();
    const { signal } = given;
    const call = async () => {
      try {
        const reply = await invoke(signal);
        if (signal.aborted) return;
        handler.onHead({ status: 200, statusText: '', headers: headersOf(reply) });
        handler.onChunk({ kind: 'reply', reply });
        handler.onEnd();
      } catch (error) {
        if (signal.aborted) return;
        const status = statusOf(error);
        if (status === undefined) return handler.onFailure(callFailure(error, 'before'));
        handler.onHead({ status, statusText: '', headers: [] });
        handler.onChunk({ kind: 'refused', error });
        handler.onEnd();
      }
    };
    void call();
    return { abort: () => given.abort(), resume: () => undefined };
  };
}

/** Where a reply goes. */
export interface WholeCaller<Reply> {
  readonly signal: AbortSignal | undefined;
  readonly resolve: (reply: Reply, facts: TurnFacts | undefined) => void;
  readonly reject: (error: unknown) => void;
}

/** Delivers to a caller who waits for the whole reply: what was thrown at the call that answers is thrown to them. */
export function deliverWhole<Reply>(
  { signal, resolve, reject }: WholeCaller<Reply>,
  factsOf: (watch: Parameters<Deliver>[1]) => TurnFacts | undefined,
): Deliver<Whole<Reply>> {
  return (send, watch) =>
    new Promise((over) => {
      let status: number | undefined;
      const end = () => {
        signal?.removeEventListener('abort', leave);
        over(status);
      };
      const leave = () => {
        call?.abort();
        reject(signal?.reason);
        end();
      };
      const call = send({
        onHead(head) {
          status = head.status;
          watch.onHead();
        },
        onChunk(frame) {
          watch.onChunk();
          if (frame.kind === 'reply') resolve(frame.reply, factsOf(watch));
          else reject(frame.error);
          return true;
        },
        onEnd: end,
        onFailure(failure) {
          reject(thrownOf(failure));
          end();
        },
      });
      if (signal?.aborted) leave();
      else signal?.addEventListener('abort', leave);
    });
}
