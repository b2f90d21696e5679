import type { PingClock, Pinger, SchemaChecker } from '../attempt/index.ts';
import type { Mode, Policy, Settings, Sink } from '../core/index.ts';
import type { KnowledgeBase } from '../knowledge/index.ts';
import type { TurnReader } from '../wire/index.ts';
import type { PassedThreads } from './threads.ts';

/** What may change between two turns; read once at the start of each, so that no turn sees half of a change. */
export interface LiveState {
  readonly settings: Settings;
  readonly policy: Policy;
  readonly mode: Mode;
}

/** Something that went wrong beside a turn. The turn went on. */
export interface RoutingProblem {
  readonly code: 'sink_failed' | 'odd_tool_schema' | 'keep_warm_off' | 'turn_failed';
  readonly message: string;
}

/** Everything that routing a turn leans on, whatever the surface. */
export interface RoutingContext {
  readonly reader: TurnReader;
  readonly knowledge: KnowledgeBase;
  readonly threads: PassedThreads;
  readonly schemas: SchemaChecker;
  /** Keeps caches from lapsing; idle unless `keepWarm` is set. */
  readonly pinger: Pinger;
  readonly sinks: readonly Sink[];
  /** Milliseconds since 1970, with fractions. */
  readonly now: () => number;
  readonly createId: () => string;
  readonly onProblem: (problem: RoutingProblem) => void;
}

/** What a context is made of. */
export interface RoutingContextOptions
  extends Pick<RoutingContext, 'knowledge' | 'sinks' | 'now' | 'createId' | 'onProblem'> {
  readonly live: () => LiveState;
  /** Mixed into every id that leaves as a hash. */
  readonly salt: string;
  /** When pings are due; default: by the real clock. */
  readonly pingClock?: PingClock | undefined;
}
