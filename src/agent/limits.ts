import type { TurnEvent } from '../core/index.ts';
import type { RunEnd } from './run-result.ts';

/** Bounds of one run. They are looked at between turns, so the turn under way may pass them; time stops it there and then. */
export interface RunLimits {
  /** Model calls as the client sees them. Default 50. */
  readonly turns: number;
  /** Tokens of prompts and replies, cached ones and discarded attempts too. */
  readonly tokens?: number;
  /** A turn whose cost is not known ends a run that has this limit: unknown is not zero. */
  readonly costUsd?: number;
  readonly timeMs?: number;
}

/** Which limit a run has reached with these turns. */
export function reachedLimit(limits: RunLimits, turns: number, events: readonly TurnEvent[]): RunEnd | undefined {
  if (turns >= limits.turns) return 'turn_limit';
  if (limits.tokens !== undefined && tokensOf(events) >= limits.tokens) return 'token_limit';
  if (limits.costUsd !== undefined && costNanoUsdOf(events) >= limits.costUsd * 1e9) return 'cost_limit';
  return undefined;
}

function tokensOf(events: readonly TurnEvent[]): number {
  return events
    .flatMap(({ attempts }) => attempts)
    .reduce((sum, { usage }) => {
      if (usage === undefined) return sum;
      const { inputTokens, cacheReadTokens, cacheWriteTokens, outputTokens } = usage;
      return sum + inputTokens + cacheReadTokens + cacheWriteTokens + outputTokens;
    }, 0);
}

/** Infinite where the cost of a turn is not known. */
function costNanoUsdOf(events: readonly TurnEvent[]): number {
  return events.reduce((sum, { bill }) => sum + (bill?.costNanoUsd ?? Number.POSITIVE_INFINITY), 0);
}
