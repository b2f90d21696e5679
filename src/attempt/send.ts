import type { Send, UpstreamHandler } from './call.ts';
import type { Upstream, UpstreamRequest } from './upstream.ts';

/** The call of one HTTP request. */
export function sendTo(upstream: Upstream, request: UpstreamRequest): Send {
  return (handler) => upstream.send(request, handler);
}

/** What may be seen of an upstream call while it passes. Nothing here can change it. */
export type SendWatch<Frame = Buffer> = Partial<{
  readonly [Name in keyof UpstreamHandler<Frame>]: (...args: Parameters<UpstreamHandler<Frame>[Name]>) => void;
}>;

/** The same call, watched: each thing is told to the watch before it is told to the handler. */
export function watched<Frame>(send: Send<Frame>, watch: SendWatch<Frame>): Send<Frame> {
  return (handler) =>
    send({
      onHead(head) {
        watch.onHead?.(head);
        handler.onHead(head);
      },
      onChunk(chunk) {
        watch.onChunk?.(chunk);
        return handler.onChunk(chunk);
      },
      onEnd() {
        watch.onEnd?.();
        handler.onEnd();
      },
      onFailure(failure) {
        watch.onFailure?.(failure);
        handler.onFailure(failure);
      },
    });
}
