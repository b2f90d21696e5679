import type { Upstream, UpstreamRequest } from '../../attempt/index.ts';
import type { Edit, FittedTarget } from '../../core/index.ts';
import { applyEdits, headerEditsOf, type ReadTurn } from '../../wire/index.ts';
import type { AddressedCall, ResendableRequest } from '../keep-warm.ts';
import type { Elsewhere } from '../router.ts';
import { sendThrough } from './send-through.ts';

/** A request as `fetch` takes it. Everything beside these members is passed on untouched. */
export interface FetchRequest {
  readonly url: string;
  readonly headers: Headers;
  readonly body: string;
  /** The caller's own: it ends the turn. */
  readonly signal: AbortSignal;
}

/** Sends a request on: `fetch`, or the rest of a chain of middleware. */
export type Fetch = (request: FetchRequest) => Promise<Response>;

/** A caller's request that was read, with the way on. */
export interface RoutedRequest {
  readonly request: FetchRequest;
  readonly next: Fetch;
  readonly reading: ReadTurn;
  /** The request's body, in bytes. */
  readonly body: Buffer;
  readonly elsewhere: ReadonlyMap<string, Elsewhere>;
}

/** Headers by which a caller shows who it is to its own upstream; no other gets to see them. */
const credentials = ['authorization', 'cookie', 'proxy-authorization'];

/** The request as a tier gets it: the edits in its bytes and headers, its own address and key where it has them. */
export function requestTo(target: FittedTarget, routed: RoutedRequest): FetchRequest {
  const { request, reading, body } = routed;
  const { url, headers } = addressOf(target, routed);
  const edited = applyEdits(body, reading.layout, target.edits);
  return { ...request, url, headers, body: edited === body ? request.body : edited.toString() };
}

/** The same request once more, for a ping. */
export function resendableOver(routed: RoutedRequest): ResendableRequest {
  const { body, reading, elsewhere } = routed;
  return {
    addressTo: (target) => pingAddress(target, routed),
    bodyWith: (edits: readonly Edit[]) => applyEdits(body, reading.layout, edits),
    isElsewhere: (tier) => elsewhere.has(tier),
  };
}

function addressOf({ tier, edits }: FittedTarget, { request, elsewhere }: RoutedRequest) {
  const headers = new Headers(request.headers);
  for (const name of [...headers.keys()]) if (name.startsWith('x-turnwise-')) headers.delete(name);
  for (const [name, value] of Object.entries(headerEditsOf(edits))) headers.set(name, value);
  const route = elsewhere.get(tier);
  if (route === undefined) return { url: request.url, headers };
  for (const name of credentials) headers.delete(name);
  headers.set('x-api-key', route.key);
  const { search } = new URL(request.url);
  return { url: `${route.baseUrl.replace(/\/+$/, '')}/v1/messages${search}`, headers };
}

/** How long a ping may take: its reply is a few bytes, but the prompt has to be read. */
const pingTimeoutMs = 60_000;

function pingAddress(target: FittedTarget, { request, next, elsewhere, ...rest }: RoutedRequest): AddressedCall {
  const { url, headers } = addressOf(target, { request, next, elsewhere, ...rest });
  const upstream: Upstream = {
    origin: new URL(url).origin,
    load: () => ({ active: 0, queued: 0 }),
    close: async () => undefined,
    send: (ping: UpstreamRequest, handler) =>
      sendThrough((signal) =>
        next({ ...request, url, headers: pairsOf(ping.headers), body: String(ping.body ?? ''), signal }),
      )(handler),
  };
  const { pathname, search } = new URL(url);
  return {
    upstream,
    request: { method: 'POST', path: pathname + search, headers: [...headers].flat(), timeoutMs: pingTimeoutMs },
  };
}

function pairsOf(raw: readonly string[]): Headers {
  const headers = new Headers();
  for (let index = 0; index + 1 < raw.length; index += 2) headers.append(raw[index] ?? '', raw[index + 1] ?? '');
  return headers;
}
