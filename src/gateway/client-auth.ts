import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { UpstreamHeaderChanges } from './headers.ts';

/** Who may use the gateway, and with whose key it calls upstream. Values live in memory only. */
export interface AccessOptions {
  /** Gateway tokens; empty: the clients' own credentials are passed on and upstream judges them. */
  readonly tokens: readonly string[];
  /** The key the gateway holds. With one, clients present a token in its place. */
  readonly upstreamKey?: string;
}

/** Whether a client may pass, and how its credentials change on the way. */
export interface Access {
  isAllowed(request: IncomingMessage): boolean;
  readonly changes: UpstreamHeaderChanges;
}

const tokenHeader = 'x-turnwise-token';

/** Builds the check. A gateway that holds a key and has no token lets nobody in. */
export function createAccess({ tokens, upstreamKey }: AccessOptions): Access {
  const digests = tokens.map(digest);
  const isToken = (candidate: string | undefined) =>
    candidate !== undefined &&
    digests.reduce((found, known) => timingSafeEqual(known, digest(candidate)) || found, false);
  if (upstreamKey === undefined) {
    return {
      isAllowed: (request) => digests.length === 0 || isToken(single(request.headers[tokenHeader])),
      changes: {},
    };
  }
  return {
    isAllowed: (request) =>
      [single(request.headers[tokenHeader]), single(request.headers['x-api-key']), bearer(request)].some(isToken),
    changes: { drop: ['authorization'], set: { 'x-api-key': upstreamKey } },
  };
}

/** The bearer token of a request. */
export function bearer(request: IncomingMessage): string | undefined {
  return /^Bearer\s+(.+)$/i.exec(request.headers.authorization ?? '')?.[1];
}

function single(value: string | readonly string[] | undefined): string | undefined {
  return typeof value === 'string' ? value : value?.[0];
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
