import type { Answerer } from './answer.ts';
import type { Batches } from './batches.ts';
import type { BoundedList } from './bounded-list.ts';
import type { RequestStep } from './check.ts';
import type { FaultChooser } from './faults/fault-of.ts';
import type { Pace } from './pace.ts';
import type { PromptCache } from './prompt/prompt-cache.ts';
import type { Random } from './random.ts';
import type { Threads } from './threads.ts';
import type { ModelledTime } from './timing.ts';
import type { Usage } from './usage.ts';

/** One answered request, as a bill would list it. */
export interface BilledRequest extends ModelledTime {
  readonly requestId: string;
  readonly model: string;
  readonly usage: Usage;
  /** When the request started. */
  readonly atMs: number;
  /** By the simulator's own price table. */
  readonly costPicoUsd: number;
  /** The client left before the answer was complete; its usage holds the output sent until then. */
  readonly aborted: boolean;
}

/** What the endpoints of one simulator share. */
export interface Simulation {
  readonly answerers: readonly Answerer[];
  /** Passed in order; the first error is answered. */
  readonly steps: readonly RequestStep[];
  /** Asked after the steps, for requests that name no fault themselves. */
  readonly chooseFault: FaultChooser;
  readonly cache: PromptCache;
  readonly threads: Threads;
  readonly batches: Batches;
  readonly billed: BoundedList<BilledRequest>;
  readonly now: () => number;
  readonly pace: Pace;
  /** Modelled times vary by up to this share, up or down. */
  readonly jitterShare: number;
  /** A generator of its own for each request. */
  readonly nextRandom: () => Random;
  /** A new id, in the API's style. */
  readonly nextId: (prefix: string) => string;
}
