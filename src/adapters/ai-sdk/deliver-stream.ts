import type { LanguageModelV4StreamPart, LanguageModelV4StreamResult } from '@ai-sdk/provider';
import type { UpstreamCall } from '../../attempt/index.ts';
import type { Deliver, DeliveryWatch } from '../../routing/index.ts';
import { thrownOf } from '../call-failure.ts';
import type { TurnFacts } from '../route-call.ts';
import type { StreamFrame } from './stream-reply.ts';
import { withFacts } from './turn-metadata.ts';

/** Who waits for a stream. */
export interface StreamCaller {
  readonly signal: AbortSignal | undefined;
  readonly resolve: (result: LanguageModelV4StreamResult) => void;
  readonly reject: (error: unknown) => void;
}

type Controller = ReadableStreamDefaultController<LanguageModelV4StreamPart>;

/**
 * Delivers to a caller of `doStream`: the stream is theirs once the reply commits; parts pass in order, as fast as they are
 * read. The last one, `finish`, says who answered. A stream that breaks off breaks off here too.
 */
export function deliverStream(
  { signal, resolve, reject }: StreamCaller,
  factsOf: (watch: DeliveryWatch) => TurnFacts | undefined,
): Deliver<StreamFrame> {
  return (send, watch) =>
    new Promise((over) => {
      let status: number | undefined;
      let controller: Controller | undefined;
      let call: UpstreamCall | undefined;
      let isOver = false;
      const end = (then: () => void) => {
        if (isOver) return;
        isOver = true;
        signal?.removeEventListener('abort', leave);
        then();
        over(status);
      };
      const fail = (error: unknown) => end(() => (controller === undefined ? reject(error) : controller.error(error)));
      const leave = () => {
        call?.abort();
        fail(signal?.reason);
      };
      const cancel = () => {
        call?.abort();
        end(() => undefined);
      };
      call = send({
        onHead(head) {
          status = head.status;
          watch.onHead();
        },
        onChunk(frame) {
          if (frame.kind === 'refused') fail(frame.error);
          else if (frame.kind === 'begun') {
            const stream = streamOf({ begin: (own) => (controller = own), pull: () => call?.resume(), cancel });
            resolve({ ...frame.result, stream });
          } else {
            watch.onChunk();
            if (!isOver) controller?.enqueue(withFacts(frame.part, () => factsOf(watch)));
          }
          return (controller?.desiredSize ?? 1) > 0;
        },
        onEnd: () => end(() => controller?.close()),
        onFailure: (failure) => fail(thrownOf(failure)),
      });
      if (signal?.aborted) leave();
      else signal?.addEventListener('abort', leave);
    });
}

interface StreamHandlers {
  readonly begin: (controller: Controller) => void;
  readonly pull: () => void;
  readonly cancel: () => void;
}

/** Some parts are kept ready, so that reading and receiving do not wait for each other. */
const readyParts = 16;

function streamOf({ begin, pull, cancel }: StreamHandlers): ReadableStream<LanguageModelV4StreamPart> {
  return new ReadableStream<LanguageModelV4StreamPart>(
    { start: begin, pull, cancel },
    new CountQueuingStrategy({ highWaterMark: readyParts }),
  );
}
