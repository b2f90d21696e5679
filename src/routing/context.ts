import type { SchemaChecker } from '../attempt/index.ts';
import type { Mode, Policy, Settings, Sink } from '../core/index.ts';
import type { KnowledgeBase } from '../knowledge/index.ts';

/** What may change between two turns; read once at the start of each, so that no turn sees half of a change. */
export interface LiveState {
  readonly settings: Settings;
  readonly policy: Policy;
  readonly mode: Mode;
}

/** Something that went wrong beside a turn. The turn went on. */
export interface RoutingProblem {
  readonly code: 'sink_failed' | 'odd_tool_schema';
  readonly message: string;
}

/** Everything that routing a turn leans on, whatever the surface. */
export interface RoutingContext {
  readonly knowledge: KnowledgeBase;
  readonly schemas: SchemaChecker;
  readonly sinks: readonly Sink[];
  readonly now: () => number;
  readonly createId: () => string;
  readonly onProblem: (problem: RoutingProblem) => void;
}
