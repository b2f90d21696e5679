import { pingEveryMs } from '../../core/index.ts';

/** Where several gateways share a store: who of them keeps a cache. */
export interface PingLease {
  /**
   * Whether this gateway may ping a cache now; where it may, no other does for `forMs`. The key is a salted hash that all of
   * them have alike. A rejection counts as no: a ping is never worth a doubt.
   */
  take(cacheKey: string, forMs: number): Promise<boolean>;
}

/** Without a lease to ask for, nobody else is there who could ping. */
export async function isGranted(lease: PingLease | undefined, cacheKey = ''): Promise<boolean> {
  return lease === undefined || lease.take(cacheKey, pingEveryMs).catch(() => false);
}
