import type { Upstream, UpstreamCall, UpstreamHandler, UpstreamRequest } from './upstream.ts';

/** Begins an upstream call and tells its handler what comes: a call, or several of which one answers. */
export type Send = (handler: UpstreamHandler) => UpstreamCall;

/** The call of one request. */
export function sendTo(upstream: Upstream, request: UpstreamRequest): Send {
  return (handler) => upstream.send(request, handler);
}

/** What may be seen of an upstream call while it passes. Nothing here can change it. */
export type SendWatch = Partial<{
  readonly [Name in keyof UpstreamHandler]: (...args: Parameters<UpstreamHandler[Name]>) => void;
}>;

/** The same call, watched: each thing is told to the watch before it is told to the handler. */
export function watched(send: Send, watch: SendWatch): Send {
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
