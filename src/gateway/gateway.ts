import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { GatewayContext } from './context.ts';
import { answerError, type Exchange } from './exchange.ts';
import { hopHeader } from './headers.ts';
import { refusalOfLocal } from './local-guard.ts';
import { handleMessages } from './messages.ts';
import { passThrough } from './pass-through.ts';
import type { Route } from './routes.ts';

/** A running gateway. */
export interface Gateway {
  readonly url: string;
  readonly port: number;
  /** Requests under way. */
  active(): number;
  /** Takes no new connection and resolves when every request under way has ended by itself. */
  drain(): Promise<void>;
  /** Breaks whatever is still under way. */
  destroy(): void;
}

/** Where to listen, and who may use the gateway's own pages. */
export interface ListenOptions {
  readonly host: string;
  readonly port: number;
  readonly routes: readonly Route[];
  readonly tokens: readonly string[];
}

const loopMessage = 'this gateway is its own upstream; set upstream.baseUrl or TURNWISE_UPSTREAM';

/** Idle client connections are kept longer than clients keep theirs, so that it is the client who closes. */
const keepAliveMs = 75_000;

/** Node's own limit, 16 KiB, would refuse with an empty 431 what upstream takes. */
const maxHeaderBytes = 128 * 1024;

/** Starts the HTTP server. Rejects when the address cannot be bound. */
export async function startGateway(context: GatewayContext, listen: ListenOptions): Promise<Gateway> {
  // A list, not a set: the tables that a busy set leaves behind keep its former members alive until a full collection.
  const underWay: ServerResponse[] = [];
  let draining = false;
  const server = createServer({ keepAliveTimeout: keepAliveMs, maxHeaderSize: maxHeaderBytes }, (request, response) => {
    underWay.push(response);
    response.once('close', () => removeFrom(underWay, response));
    if (draining) response.shouldKeepAlive = false;
    const exchange = { request, response, startedAtMs: context.now() };
    handle(exchange, context, listen).catch((error: unknown) => fail(exchange, context, error));
  });
  await bind(server, listen);
  const { port } = server.address() as AddressInfo;
  const host = listen.host.includes(':') ? `[${listen.host}]` : listen.host;
  return {
    url: `http://${host}:${port}`,
    port,
    active: () => underWay.length,
    drain() {
      draining = true;
      for (const response of underWay) if (!response.headersSent) response.shouldKeepAlive = false;
      return new Promise((resolve) => {
        server.close(() => resolve());
        server.closeIdleConnections();
      });
    },
    destroy: () => server.closeAllConnections(),
  };
}

/** Moves the last into the place of the one that goes. */
function removeFrom(list: ServerResponse[], gone: ServerResponse): void {
  const place = list.indexOf(gone);
  const last = list.pop();
  if (last !== undefined && last !== gone && place !== -1) list[place] = last;
}

function bind(server: Server, { host, port }: ListenOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

async function handle(exchange: Exchange, context: GatewayContext, listen: ListenOptions): Promise<void> {
  const { request } = exchange;
  const path = pathOf(request);
  if (isOwn(path, listen)) return serveOwn(exchange, path, listen);
  if (hopsOf(request).includes(context.instanceId)) {
    return answerError(exchange, 'turnwise_loop', loopMessage);
  }
  if (!context.access.isAllowed(request))
    return answerError(exchange, 'turnwise_token_missing', 'a gateway token is needed');
  if (request.method === 'POST' && path === '/v1/messages') return handleMessages(exchange, context);
  const { settings, mode } = context.live();
  const { changes } = context.access;
  const hop = mode === 'route' ? { [hopHeader]: [...hopsOf(request), context.instanceId].join(', ') } : {};
  return passThrough(exchange, {
    upstream: context.upstream,
    changes: { ...changes, set: { ...changes.set, ...hop } },
    timeoutMs: settings.limits.timeoutMs,
  });
}

/** All below `/turnwise`, and where a route is mounted elsewhere. */
function isOwn(path: string, { routes }: ListenOptions): boolean {
  return path === '/turnwise' || path.startsWith('/turnwise/') || routes.some((route) => route.path === path);
}

function serveOwn(exchange: Exchange, path: string, { routes, tokens }: ListenOptions): Promise<void> | void {
  const refusal = refusalOfLocal(exchange.request, tokens);
  if (refusal !== undefined) return answerError(exchange, 'turnwise_not_local', refusal);
  const route = routes.find((candidate) => candidate.path === path && candidate.method === exchange.request.method);
  return route === undefined
    ? answerError(exchange, 'turnwise_not_served', `nothing is served at ${path}`)
    : route.handle(exchange);
}

function pathOf({ url = '/' }: IncomingMessage): string {
  const query = url.indexOf('?');
  return query === -1 ? url : url.slice(0, query);
}

function hopsOf(request: IncomingMessage): readonly string[] {
  const value = request.headers[hopHeader];
  return value === undefined ? [] : [value].flat().flatMap((value) => value.split(',').map((hop) => hop.trim()));
}

/** A defect of ours must not leave a client hanging, nor be hidden. */
function fail(exchange: Exchange, context: GatewayContext, error: unknown): void {
  context.onProblem({
    code: 'request_failed',
    message: error instanceof Error ? (error.stack ?? error.message) : String(error),
  });
  if (exchange.response.headersSent) exchange.response.destroy();
  else answerError(exchange, 'turnwise_failed', 'the gateway failed to handle this request');
}
