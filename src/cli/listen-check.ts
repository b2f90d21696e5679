import type { Settings } from '../core/index.ts';
import { isLoopbackAddress } from '../gateway/index.ts';
import type { Credentials } from './environment.ts';

/** Why a gateway may not listen as configured, or `undefined`. */
export function refusalOfListening(input: {
  readonly listen: Settings['listen'];
  readonly upstreamUrl: string;
  readonly credentials: Credentials;
  readonly gatewayKey: boolean;
}): string | undefined {
  const { listen, upstreamUrl, credentials, gatewayKey } = input;
  if (!URL.canParse(upstreamUrl) || !/^https?:$/.test(new URL(upstreamUrl).protocol)) {
    return `the upstream is not an http(s) URL: ${upstreamUrl}`;
  }
  if (gatewayKey && credentials.upstreamKey === undefined)
    return 'gatewayKey is on, but TURNWISE_UPSTREAM_KEY is not set';
  if (gatewayKey && credentials.tokens.length === 0)
    return 'gatewayKey is on, but no gateway token is set (TURNWISE_TOKENS)';
  if (!isLoopbackName(listen.host) && credentials.tokens.length === 0) {
    return `listening on ${listen.host} needs a gateway token (TURNWISE_TOKENS); without one only loopback is served`;
  }
  const upstream = new URL(upstreamUrl);
  const port = Number(upstream.port || (upstream.protocol === 'https:' ? 443 : 80));
  if (port === listen.port && isLoopbackName(upstream.hostname)) {
    return `the upstream ${upstreamUrl} is this gateway itself; set upstream.baseUrl or TURNWISE_UPSTREAM`;
  }
  return undefined;
}

function isLoopbackName(host: string): boolean {
  return host === 'localhost' || isLoopbackAddress(host.replace(/^\[|\]$/g, ''));
}
