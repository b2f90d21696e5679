import type { IncomingMessage } from 'node:http';
import { bearer } from './client-auth.ts';

/** Names by which a page or a tool on this machine may call the gateway. */
const loopbackNames = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * Why a request to the gateway's own pages or control API is refused, or `undefined`. Without a token only loopback may
 * call. `Host` must be a loopback name (or a token be shown), which stops DNS rebinding; `Origin`, where a browser sends
 * one, must be the page's own host, which stops other sites.
 */
export function refusalOfLocal(request: IncomingMessage, tokens: readonly string[]): string | undefined {
  const host = hostNameOf(request.headers.host);
  const hasToken = tokens.includes(bearer(request) ?? '');
  if (tokens.length > 0 && !hasToken) return 'a gateway token is needed';
  if (!hasToken && !isLoopbackAddress(request.socket.remoteAddress)) return 'only loopback may call this';
  if (!hasToken && (host === undefined || !loopbackNames.has(host))) return 'this Host may not call this';
  const { origin } = request.headers;
  if (origin !== undefined && hostOf(origin) !== request.headers.host) return 'this Origin may not call this';
  return undefined;
}

/** Whether a socket address is this machine's own loopback. */
export function isLoopbackAddress(address: string | undefined): boolean {
  return (
    address !== undefined && (address === '::1' || address.startsWith('127.') || address.startsWith('::ffff:127.'))
  );
}

function hostNameOf(host: string | undefined): string | undefined {
  return host === undefined ? undefined : /^(\[[^\]]*\]|[^:]*)(?::\d+)?$/.exec(host)?.[1]?.toLowerCase();
}

function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined;
}
