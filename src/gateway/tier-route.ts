import type { Upstream } from '../attempt/index.ts';
import type { UpstreamHeaderChanges } from './headers.ts';

/** Where the turns of a tier go that has an upstream of its own. */
export interface TierRoute {
  readonly upstream: Upstream;
  readonly changes: UpstreamHeaderChanges;
}

/** Headers by which a client shows who it is to its own upstream; no other gets to see them. */
const credentials = ['authorization', 'cookie', 'proxy-authorization'];

/** A route with a key of its own in the place of whatever the client presents. */
export function createTierRoute(upstream: Upstream, key: string): TierRoute {
  return { upstream, changes: { drop: credentials, set: { 'x-api-key': key } } };
}
