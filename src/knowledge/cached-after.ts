import type { Attempt, CachedPrefix, FittedTarget, ModelCapabilities } from '../core/index.ts';
import type { Ledger } from './ledger.ts';
import type { Prompt } from './prompt.ts';

/** An upstream call as its model's cache saw it. Also one whose reply was discarded: the prompt was read and written all the same. */
export interface CachingCall {
  readonly attempt: Attempt | undefined;
  readonly target: FittedTarget;
}

/** What a call's model has cached of a prompt since then; nothing where the reply told no usage. */
export function cachedAfter(
  ledger: Ledger,
  prompt: Prompt,
  call: CachingCall & { readonly capabilities: ModelCapabilities | undefined; readonly nowMs: number },
): readonly CachedPrefix[] {
  const usage = call.attempt?.usage;
  if (usage === undefined) return [];
  return ledger.prefixesOf(prompt, prompt.keysAfter(call.target.edits), {
    readTokens: usage.cacheReadTokens,
    cachedTokens: usage.cacheReadTokens + usage.cacheWriteTokens,
    minimumTokens: call.capabilities?.cacheMinimumTokens ?? 0,
    nowMs: call.attempt?.startedAtMs ?? call.nowMs,
  });
}
