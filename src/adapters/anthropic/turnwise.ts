import type { Middleware } from '@anthropic-ai/sdk';
import { createRouter, type RouterOptions, routeFetch } from '../../routing/index.ts';
import { isMessagesCall } from './messages-call.ts';

/** The middleware, with the way to end it. */
export type Turnwise = Middleware & {
  /** Ends pings, and resolves when every sink has finished what it was told. */
  close(): Promise<void>;
};

/**
 * Middleware of the official SDK (1.12 and later) that routes every turn of a client: `create`, `stream`, `toolRunner`, in
 * `messages` and `beta.messages`. The model asked for is the reasoning tier.
 *
 *     const client = new Anthropic({ middleware: [turnwise({ simpleTools: ['get_weather'] })] });
 *
 * An execution reply is held until it commits, as in the gateway; a discarded one is never seen. The SDK's own retries and
 * time-outs stand around it. Put it first: middleware behind it sees each call as it goes upstream.
 * Throws a `SettingsError` when the options are no valid policy.
 */
export function turnwise(options: RouterOptions = {}): Turnwise {
  const router = createRouter(options);
  const middleware: Middleware = (request, next) => {
    if (!isMessagesCall(request)) return next(request);
    return routeFetch(
      { ...request, signal: request.signal ?? new AbortController().signal },
      (edited) => next({ ...request, ...edited }),
      router,
    );
  };
  return Object.assign(middleware, { close: () => router.close() });
}
