import type { Edit } from '../../edit.ts';
import type { Tokenizer } from '../capabilities.ts';
import { convertTokens, estimateTokens } from '../estimate.ts';
import type { FitCase, Misfit, SettledCase } from './fit-case.ts';

/**
 * Room for a reply that the window must leave beside the prompt, where max_tokens asks for more. Prompt and max_tokens
 * together may exceed the window (the reply then stops with `model_context_window_exceeded`), so only a reply of
 * ordinary length is insisted on. Our choice, 2026-11-22.
 */
const replyRoomTokens = 8_192;

/** Added to a prompt size that was estimated or converted: neither is exact to better than this. Our choice, 2026-11-22. */
const uncertainty = 1.1;

/**
 * The least max_tokens of a model that thinks where the requested one would not: thinking counts towards max_tokens
 * ([DOC] prompting Haiku 5.5), and at low effort it takes a few thousand. Our choice, 2026-11-22.
 */
const thinkingFloorTokens = 8_192;

/** Refuses a tier whose context window the prompt does not fit, counted by its own tokenizer. */
export function windowMisfit(
  { turn, settings, model, requested }: FitCase,
  contextTokens: number | undefined,
): Misfit | undefined {
  const promptTokens = promptTokensOn(model.tokenizer, {
    contextTokens,
    // An unknown model counts as legacy: the guess under which a current target has the least room.
    countedBy: requested?.tokenizer ?? 'legacy',
    isGuess: requested === undefined,
    bytes: turn.transcript.prefixBytes,
  });
  const replyTokens = Math.min(settings.maxTokens ?? replyRoomTokens, replyRoomTokens);
  if (promptTokens + replyTokens <= model.contextWindowTokens) return undefined;
  return {
    what: 'context_window',
    detail: `about ${promptTokens} tokens of prompt in a window of ${model.contextWindowTokens}`,
  };
}

interface PromptSize {
  readonly contextTokens: number | undefined;
  readonly countedBy: Tokenizer;
  readonly isGuess: boolean;
  readonly bytes: number;
}

function promptTokensOn(tokenizer: Tokenizer, { contextTokens, countedBy, isGuess, bytes }: PromptSize): number {
  if (contextTokens === undefined) return Math.ceil(estimateTokens(bytes, tokenizer) * uncertainty);
  if (countedBy === tokenizer && !isGuess) return contextTokens;
  return Math.ceil(convertTokens(contextTokens, countedBy, tokenizer) * uncertainty);
}

/**
 * max_tokens within the target's maximum, above a manual thinking budget ("less than `max_tokens`" [SDK]; clients that
 * interleave thinking send it larger), and with room for thinking the client did not count on. It keys no cache. The
 * maximum is applied last: a budget that is passed on lies below it.
 */
export function maxTokensEdits({ settings, model, thinking, turnedOn }: SettledCase): readonly Edit[] {
  const asked = settings.maxTokens;
  if (asked === undefined) return [];
  let wanted = asked;
  let because = '';
  if (turnedOn && wanted < thinkingFloorTokens) {
    wanted = thinkingFloorTokens;
    because = 'room for thinking that the requested model would not do';
  }
  const budget = thinking?.type === 'enabled' ? (thinking.budgetTokens ?? 0) : 0;
  if (wanted <= budget) {
    wanted = budget + asked;
    because = 'above the thinking budget';
  }
  if (wanted > model.maxOutputTokens) {
    wanted = model.maxOutputTokens;
    because = "the model's maximum";
  }
  return wanted === asked ? [] : [{ kind: 'set', path: ['max_tokens'], value: wanted, because }];
}
