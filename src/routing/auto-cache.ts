import type { Edit } from '../core/index.ts';
import { applyEdits, type HeaderReader, type ReadTurn } from '../wire/index.ts';
import type { LiveState, RoutingContext } from './context.ts';

/** Automatic caching: the API puts one breakpoint on the last block that can be cached, and moves it along. */
const automatic: Edit = {
  kind: 'set',
  path: ['cache_control'],
  value: { type: 'ephemeral' },
  because: 'autoCache: the client sets no cache breakpoint',
};

/** A request as it is decided and sent, with the edit that made it so. */
export interface CachedRequest {
  readonly reading: ReadTurn;
  readonly body: Buffer;
  readonly edits: readonly Edit[];
}

/**
 * Opt-in (`autoCache`): a managed request that sets no breakpoint is given the automatic one, before anything is decided, so
 * that ledger, quotes and pings see the request as it goes out. Nothing else of the request changes.
 */
export function withAutoCache(
  { reading, body }: Omit<CachedRequest, 'edits'>,
  { context, live, header }: { context: RoutingContext; live: LiveState; header: HeaderReader },
): CachedRequest {
  const asSent = { reading, body, edits: [] };
  const { turn } = reading;
  if (!live.settings.autoCache || live.mode !== 'route' || turn.transcript.breakpoints) return asSent;
  if (!live.policy.manages(turn.requestedModel) || turn.settings.thread !== undefined) return asSent;
  const cached = applyEdits(body, reading.layout, [automatic]);
  const again = context.reader.read({ body: cached, header });
  return again.kind === 'turn' ? { reading: again, body: cached, edits: [automatic] } : asSent;
}
