import type { Upstream } from '../attempt/index.ts';
import type { RoutingContext, RoutingProblem, LiveState as RoutingState } from '../routing/index.ts';
import type { Access } from './client-auth.ts';
import type { TierRoute } from './tier-route.ts';

/** What a reload or the control API changes. */
export interface LiveState extends RoutingState {
  /** By tier name; tiers without an entry are answered by the gateway's own upstream. */
  readonly tierRoutes?: ReadonlyMap<string, TierRoute>;
}

/** Something that went wrong beside a turn. The turn went on. */
export interface GatewayProblem {
  readonly code: RoutingProblem['code'] | 'request_failed';
  readonly message: string;
}

/** Everything the handling of a request leans on. */
export interface GatewayContext extends RoutingContext {
  readonly live: () => LiveState;
  readonly upstream: Upstream;
  readonly access: Access;
  /** Unique for this process: what the hop header carries. */
  readonly instanceId: string;
  readonly onProblem: (problem: GatewayProblem) => void;
}
