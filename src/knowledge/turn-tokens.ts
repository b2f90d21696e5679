import type { TurnPlace, Usage } from '../core/index.ts';
import { asCountedBy } from './as-counted-by.ts';
import type { Conversation } from './conversations.ts';

/** A usage as caches care: what was read, what is cached since, and the whole prompt. */
export function billedOf(usage: Usage | undefined) {
  if (usage === undefined) return undefined;
  const { inputTokens, cacheReadTokens: readTokens, cacheWriteTokens } = usage;
  const cachedTokens = readTokens + cacheWriteTokens;
  return { readTokens, cachedTokens, promptTokens: inputTokens + cachedTokens };
}

/** The last prompt, which a turn that goes on from it begins with, as the model that answers counts it. */
export function sharedTokensOf({ lastTurn }: Conversation, place: TurnPlace, model: string): number | undefined {
  if (lastTurn === undefined || (place !== 'next' && place !== 'retry')) return undefined;
  return asCountedBy(model, lastTurn.promptTokens, lastTurn.model);
}
