/**
 * Why a turn wrote, or paid in full for, tokens that it could have read. What could have been read is what stood in the
 * conversation's prompt before this one; it lies in the prompt in this order:
 *
 *   0 .. read                     read
 *   read .. own.sharedTokens      the answering model has seen it in its last turn here: that turn's cache was missed
 *   .. sharedTokens               only another model has seen it
 *   .. sharedTokens + rewritten   the client put other messages in the place of earlier ones
 *
 * What comes after is new and no miss. The sum of all reasons is what could have been read less what was read.
 */
import { diagnosedReason, type MissDiagnosis } from './diagnosis.ts';
import type { Misses, MissReason } from './miss-reason.ts';

/** A turn as its caches care. All tokens are the answering model's. */
export interface MissInput {
  readonly promptTokens: number;
  readonly readTokens: number;
  readonly writtenTokens: number;
  /** The request sets breakpoints that move along with its messages. */
  readonly caching: boolean;
  /** Below it the answering model caches nothing. */
  readonly minimumTokens: number;
  /** The prompt before this one in the conversation, whichever model answered it; `undefined`: this is the first turn. */
  readonly before: PromptBefore | undefined;
  /** The last turn of the conversation that the answering model answered; `undefined`: it has answered none. */
  readonly own: OwnTurn | undefined;
  /** What the ledger says that the model holds of this prompt. */
  readonly heldTokens: number;
  readonly diagnosis: MissDiagnosis | undefined;
}

/** What this prompt has in common with the one before. */
export interface PromptBefore {
  /** Leading tokens that stand in both. */
  readonly sharedTokens: number;
  /** Tokens that it had behind those, which this one has not. */
  readonly rewrittenTokens: number;
}

/** A turn whose cache this one could have read. */
export interface OwnTurn {
  /** Leading tokens of this prompt that stood in its prompt. */
  readonly sharedTokens: number;
  /** Of its own prompt, what it read or wrote, so left in the cache. */
  readonly cachedTokens: number;
  /** From its start, or that of a later ping, to this one's. */
  readonly ageSeconds: number;
  readonly ttlSeconds: number;
  /** Names of the parts of the cache's key that have changed since: see `CacheParts`. */
  readonly changed: readonly string[];
}

/** The missed tokens by reason. */
export function explainMiss(input: MissInput): Misses {
  const { before, own, promptTokens, readTokens } = input;
  if (before === undefined) return positive([['cold_start', input.writtenTokens]]);
  const upTo = (tokens: number) => Math.max(readTokens, Math.min(tokens, promptTokens));
  const shared = upTo(before.sharedTokens);
  const ofOwn = Math.min(shared, upTo(own?.sharedTokens ?? 0));
  const cached = Math.min(ofOwn, upTo(own?.cachedTokens ?? 0));
  return positive([
    [own === undefined ? 'model_switched' : reasonOf(own, input), cached - readTokens],
    [uncachedReason(input), ofOwn - cached],
    ['model_switched', shared - ofOwn],
    ['prefix_changed_messages', Math.min(before.rewrittenTokens, promptTokens - shared)],
  ]);
}

/** Why a cache that a turn of the same model left was not read. A change would have broken a kept cache too, so it comes first. */
function reasonOf(own: OwnTurn, input: MissInput): MissReason {
  const diagnosed = diagnosedReason(input.diagnosis);
  if (diagnosed !== undefined) return diagnosed;
  if (!input.caching || input.promptTokens < input.minimumTokens) return uncachedReason(input);
  if (own.changed.includes('tools')) return 'prefix_changed_tools';
  if (own.changed.includes('system')) return 'prefix_changed_system';
  if (own.changed.length > 0) return 'setting_changed';
  if (own.ageSeconds > own.ttlSeconds) return 'lapsed';
  return input.heldTokens > input.readTokens ? 'evicted' : 'no_breakpoint';
}

/** Why tokens were never put into the cache. */
function uncachedReason({ caching, promptTokens, minimumTokens }: MissInput): MissReason {
  return caching && promptTokens < minimumTokens ? 'below_minimum' : 'no_breakpoint';
}

function positive(parts: readonly (readonly [MissReason, number])[]): Misses {
  const misses: Partial<Record<MissReason, number>> = {};
  for (const [reason, tokens] of parts) if (tokens > 0) misses[reason] = (misses[reason] ?? 0) + tokens;
  return misses;
}
