import { createRouter, type RouterOptions, routeFetch } from '../../routing/index.ts';
import { isMessagesCall } from './messages-call.ts';

/** A client of the official SDK, of any version that can be given another `fetch`. */
export interface FetchClient {
  withOptions(options: { readonly fetch: typeof globalThis.fetch }): this;
}

/**
 * The same client with every turn routed, for versions of the SDK that know no middleware: it replaces `fetch`, which is the
 * client's own unless `options.fetch` names another. Throws a `SettingsError` when the options are no valid policy.
 */
export function routed<Client extends FetchClient>(
  client: Client,
  { fetch = globalThis.fetch, ...options }: RouterOptions & { readonly fetch?: typeof globalThis.fetch } = {},
): Client {
  const router = createRouter(options);
  return client.withOptions({
    fetch(input, init = {}) {
      const url = typeof input === 'string' ? input : input instanceof URL ? input.href : input.url;
      const request = {
        ...init,
        url,
        headers: new Headers(init.headers),
        signal: init.signal ?? new AbortController().signal,
      };
      if (!isMessagesCall(request)) return fetch(input, init);
      return routeFetch(request, ({ url: to, ...edited }) => fetch(to, { ...init, ...edited }), router);
    },
  });
}
