import type { Quote } from './decision.ts';

/**
 * Which of the allowed tiers answers. Here the rule's own order decides: the first allowed one. The arithmetic of
 * caches and prices comes to stand behind this same interface.
 */
export interface Choice {
  readonly tier: string;
  readonly quotes: readonly Quote[];
  /** Set when the arithmetic went against the rule's first choice. */
  readonly reason?: string;
}

/** Chooses among at least one allowed tier. */
export function chooseTier(allowed: readonly [string, ...string[]]): Choice {
  return { tier: allowed[0], quotes: [] };
}
