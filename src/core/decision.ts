import type { Account } from './choice/account.ts';
import type { Comparison } from './choice/choose.ts';
import type { Terms } from './choice/contender.ts';
import type { Expectation } from './choice/statistics.ts';
import type { Edit } from './edit.ts';
import type { FitMemory } from './fit-memory.ts';
import type { Signals } from './signals.ts';

/** What may narrow a rule, strongest first. `pinned` replaces instead of narrowing; `unknown_pin` names no tier and does nothing. */
export type OverlayCode =
  | 'pinned'
  | 'unknown_pin'
  | 'locked'
  | 'capability'
  | 'rate_limited'
  | 'rollback'
  | 'control'
  | 'cooldown';

/** An overlay that removed at least one tier, or a pin. */
export interface AppliedOverlay {
  readonly code: OverlayCode;
  readonly detail?: string;
  readonly removed: readonly string[];
}

/** A tier's expected cost and time for this turn. Part of the decision so that a person can check the arithmetic. */
export interface Quote {
  readonly tier: string;
  readonly model: string;
  /** The whole prompt as this model's tokenizer counts it, and what of it the model has cached, in its own tokens. */
  readonly promptTokens: number;
  readonly cachedTokens: number;
  /** Since the start of the request that last wrote or read that cache; absent: nothing is cached. */
  readonly cacheAgeSeconds?: number;
  /** Whole nano-dollars. Absent: unpriced, which is not free. */
  readonly costNanoUsd?: number;
  /** Modelled. */
  readonly latencyMs?: number;
  /** The model's time is the dated prior: too little was measured here of prompts of this length. */
  readonly latencyIsPrior: boolean;
}

/** What the choice rested on, beside the quotes: enough to do the sum again. */
export interface Arithmetic {
  /** The state of the learnt statistics. */
  readonly statisticsVersion: string;
  /** Whether the request sets cache breakpoints, and for how long; what a second is worth. */
  readonly terms: Terms;
  /** What the turns to come are taken to be like. */
  readonly expectation: Omit<Expectation, 'gapLongerThan'>;
  /** The conversation's account before this turn. */
  readonly account: Account;
  /** Each other tier against the reasoning tier. */
  readonly comparisons: readonly Comparison[];
}

/** How a turn is to be answered, and everything that led there. Plain data: it is recorded as it is. */
export interface Decision {
  readonly tier: string;
  readonly model: string;
  /** What decided in the end: the rule's reason, or the code of the overlay or choice that went against the rule. */
  readonly reason: string;
  /** The first matching rule's reason, whatever happened after. */
  readonly ruleReason: string;
  /** The tiers the rule allowed, in its order of preference, before any overlay. */
  readonly wouldAllow: readonly string[];
  readonly overlays: readonly AppliedOverlay[];
  /** The tiers left after the overlays; never empty. */
  readonly allowed: readonly string[];
  readonly quotes: readonly Quote[];
  /** Present where there was a choice among tiers. */
  readonly arithmetic?: Arithmetic;
  /** Empty when the turn is answered as asked. */
  readonly edits: readonly Edit[];
  /** To be remembered for the conversation and tier; absent when the turn is answered as asked. */
  readonly fit?: FitMemory;
  readonly signals: Signals;
  readonly policyVersion: string;
  readonly variant?: string;
  /** Rule functions that threw; each counted as not matching. */
  readonly ruleErrors: readonly string[];
}
