import { explainMiss, type MissReason } from '../../core/index.ts';

/** What of the gateway's reasons a recording can show: which part of a prompt changed it cannot, and nothing is evicted. */
export const replayMissReasons = [
  'lapsed',
  'prefix_changed',
  'model_switched',
  'below_minimum',
  'no_breakpoint',
  'cold_start',
] as const;

export type ReplayMissReason = (typeof replayMissReasons)[number];

/** Tokens by reason. A reason without tokens is absent. */
export type Missed = Readonly<Partial<Record<ReplayMissReason, number>>>;

/** A turn as billed to one model, and what that model had of it. */
export interface BilledPrompt {
  readonly inputTokens: number;
  readonly cachedTokens: number;
  readonly cacheMinimumTokens: number;
  /** Tokens up to the last breakpoint; absent: all of them. */
  readonly writableTokens?: number;
  /** The prompt before, whichever model answered it; absent on the first turn. */
  readonly before?: { readonly inputTokens: number; readonly sharedTokens: number };
  /** The model's own last use in the conversation; absent: none. */
  readonly own?: OwnUse;
}

/** A model's last use, as the turn finds it. */
export interface OwnUse {
  /** What the turn would read of it, had it not lapsed. */
  readonly reachedTokens: number;
  /** Since it was last touched by a turn or a ping; infinite once let go. */
  readonly ageSeconds: number;
  readonly ttlSeconds: number;
  /** It was the turn before. */
  readonly isBefore: boolean;
}

/**
 * Why tokens that stood in the prompt before were not read, by the same arithmetic as the gateway's bills. All reasons add up
 * to what both prompts have room for, less what was read; on a first turn to what it writes.
 */
export function missesOf({ own, before, ...prompt }: BilledPrompt): Missed {
  const { inputTokens, cachedTokens, cacheMinimumTokens, writableTokens = inputTokens } = prompt;
  const sharedTokens = Math.min(before?.sharedTokens ?? 0, before?.inputTokens ?? 0, inputTokens);
  const misses = explainMiss({
    promptTokens: inputTokens,
    readTokens: cachedTokens,
    writtenTokens:
      inputTokens < cacheMinimumTokens ? 0 : Math.max(0, Math.min(inputTokens, writableTokens) - cachedTokens),
    caching: true,
    minimumTokens: cacheMinimumTokens,
    before: before && { sharedTokens, rewrittenTokens: before.inputTokens - sharedTokens },
    own: own && {
      sharedTokens: own.isBefore ? sharedTokens : own.reachedTokens,
      cachedTokens: own.reachedTokens,
      ageSeconds: own.ageSeconds,
      ttlSeconds: own.ttlSeconds,
      changed: [],
    },
    heldTokens: 0,
    diagnosis: undefined,
  });
  const missed: Partial<Record<ReplayMissReason, number>> = {};
  for (const reason of replayMissReasons) {
    const tokens = misses[coreReason(reason)];
    if (tokens !== undefined) missed[reason] = tokens;
  }
  return missed;
}

function coreReason(reason: ReplayMissReason): MissReason {
  return reason === 'prefix_changed' ? 'prefix_changed_messages' : reason;
}

/** Both, reason by reason. */
export function sumOfMissed(one: Missed, other: Missed): Missed {
  const sum: Partial<Record<ReplayMissReason, number>> = {};
  for (const reason of replayMissReasons) {
    const tokens = (one[reason] ?? 0) + (other[reason] ?? 0);
    if (tokens > 0) sum[reason] = tokens;
  }
  return sum;
}
