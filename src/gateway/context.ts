import type { Pinger, SchemaChecker, Upstream } from '../attempt/index.ts';
import type { Mode, Policy, Settings, Sink } from '../core/index.ts';
import type { KnowledgeBase } from '../knowledge/index.ts';
import type { TurnReader } from '../wire/index.ts';
import type { Access } from './client-auth.ts';
import type { PassedThreads } from './threads.ts';
import type { TierRoute } from './tier-route.ts';

/** What a reload or the control API changes; read once at the start of each request, so no turn sees half of a change. */
export interface LiveState {
  readonly settings: Settings;
  readonly policy: Policy;
  readonly mode: Mode;
  /** By tier name; tiers without an entry are answered by the gateway's own upstream. */
  readonly tierRoutes?: ReadonlyMap<string, TierRoute>;
}

/** Something that went wrong beside a turn. The turn went on. */
export interface GatewayProblem {
  readonly code: 'sink_failed' | 'request_failed' | 'odd_tool_schema' | 'keep_warm_off';
  readonly message: string;
}

/** Everything the handling of a request leans on. */
export interface GatewayContext {
  readonly live: () => LiveState;
  readonly upstream: Upstream;
  readonly access: Access;
  readonly reader: TurnReader;
  readonly knowledge: KnowledgeBase;
  readonly threads: PassedThreads;
  readonly schemas: SchemaChecker;
  /** Keeps caches from lapsing; idle unless `keepWarm` is set. */
  readonly pinger?: Pinger;
  readonly sinks: readonly Sink[];
  /** Unique for this process: what the hop header carries. */
  readonly instanceId: string;
  readonly now: () => number;
  readonly createId: () => string;
  readonly onProblem: (problem: GatewayProblem) => void;
}
