import { type Send, sendTo } from '../attempt/index.ts';
import type { Edit, FittedTarget } from '../core/index.ts';
import type { AddressedCall, ResendableRequest } from '../routing/index.ts';
import { applyEdits, headerEditsOf, type TurnReading } from '../wire/index.ts';
import type { GatewayContext, LiveState } from './context.ts';
import type { Exchange } from './exchange.ts';
import { hopHeader, toUpstreamHeaders } from './headers.ts';
import type { TierRoute } from './tier-route.ts';

/** A client's request, as it is to go upstream. */
export interface Outgoing {
  readonly exchange: Exchange;
  readonly context: GatewayContext;
  readonly live: LiveState;
  readonly reading: TurnReading;
  readonly body: Buffer;
}

/** The call of a tier: in `route` the edited bytes with the listed header edits, else the client's own. */
export function callTo(target: FittedTarget, outgoing: Outgoing): Send {
  const { upstream, request } = addressTo(target, outgoing);
  const body = outgoing.live.mode === 'route' ? bodyWith(target.edits, outgoing) : outgoing.body;
  return sendTo(upstream, { ...request, body });
}

/** The same request, for a ping. */
export function resendable(outgoing: Outgoing): ResendableRequest {
  return {
    addressTo: (target) => addressTo(target, outgoing),
    bodyWith: (edits) => bodyWith(edits, outgoing),
    isElsewhere: (tier) => outgoing.live.tierRoutes?.has(tier) === true,
  };
}

/** The client's bytes with edits made in them. A request that could not be read is not edited. */
function bodyWith(edits: readonly Edit[], { reading, body }: Outgoing): Buffer {
  return reading.kind === 'turn' ? applyEdits(body, reading.layout, edits) : body;
}

/** Where a tier's call goes, and with which headers. */
function addressTo(target: FittedTarget, { exchange, context, live }: Outgoing): AddressedCall {
  const { url = '/', rawHeaders, headers } = exchange.request;
  const { upstream, changes } = routeOf(target.tier, context, live);
  const common = { method: 'POST', path: url, timeoutMs: timeoutOf(exchange, live) };
  if (live.mode !== 'route')
    return { upstream, request: { ...common, headers: toUpstreamHeaders(rawHeaders, changes) } };
  const set = {
    ...changes.set,
    ...headerEditsOf(target.edits),
    'accept-encoding': 'identity',
    [hopHeader]: hopsWith(context.instanceId, headers[hopHeader]),
  };
  return { upstream, request: { ...common, headers: toUpstreamHeaders(rawHeaders, { ...changes, set }) } };
}

/** The chain of gateways with this one at its end; most requests come through no other. */
function hopsWith(instanceId: string, before: string | readonly string[] | undefined): string {
  return before === undefined ? instanceId : [before, instanceId].flat().filter(Boolean).join(', ');
}

/** Where a tier's turns go, with whose key: the tier's own upstream, or else the gateway's. */
function routeOf(tier: string, { upstream, access }: GatewayContext, live: LiveState): TierRoute {
  return live.tierRoutes?.get(tier) ?? { upstream, changes: access.changes };
}

/** The client's own limit where it states one (`x-stainless-timeout`, seconds). */
function timeoutOf(exchange: Exchange, live: LiveState): number {
  const seconds = Number(exchange.request.headers['x-stainless-timeout']);
  return Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : live.settings.limits.timeoutMs;
}
