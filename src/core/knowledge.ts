import type { Economy } from './choice/economy.ts';
import type { FitMemory } from './fit-memory.ts';

/**
 * What only time knows about a turn's conversation and the models, as plain data: the third argument of `decide`.
 * Everything optional is unknown when absent. `noKnowledge` is a valid value: a decision needs no history.
 */
export interface Knowledge {
  /** The conversation belongs to the control group. */
  readonly control: boolean;
  /** Turns still to pass after an escalation in this loop. */
  readonly cooldownTurns: number;
  /** The turn before was this very request: who answered it, and whether that failed. A retry goes to the same tier unless it failed. */
  readonly retried?: RetriedTurn;
  /** Thinking of this conversation was refused as bound to another beginning: such blocks are asked to be dropped. */
  readonly dropsBlocks?: boolean;
  /** Models whose rate limit is exhausted now, or nearly so. */
  readonly rateLimitedModels: readonly string[];
  /** The scope the guard has rolled back, if this turn falls under one. */
  readonly rollback?: string;
  /** Why the conversation may not leave the requested model (a passed thread, a container), beyond what the request itself shows. */
  readonly lock?: string;
  /** Tokens of the whole prompt: the last turn's real usage plus an estimate of what was appended. */
  readonly contextTokens?: number;
  readonly expectedOutputTokens?: number;
  /** Local hour of day, 0 to 23, when the turn began. */
  readonly hour?: number;
  /** The fit chosen for a tier at its first use in this conversation; later turns keep it. */
  readonly fits: Readonly<Record<string, FitMemory>>;
  /** What the choice among tiers rests on. Absent: the conversation's caches are unknown. */
  readonly economy?: Economy;
}

/** How the same request fared before. */
export interface RetriedTurn {
  readonly tier: string;
  readonly failed: boolean;
}

/** Nothing known: a first turn, or a caller that keeps no state. */
export const noKnowledge: Knowledge = { control: false, cooldownTurns: 0, rateLimitedModels: [], fits: {} };
