import { capabilitiesOf, convertTokens, estimateTokens } from '../core/index.ts';
import type { Conversation } from './conversations.ts';
import type { TurnContext } from './known-turn.ts';

/**
 * The last prompt's real tokens, grown with the bytes (the conversation's own tokens per byte, no tokenizer), as the
 * requested model counts them: the model that measured them may have used the other tokenizer.
 */
export function contextTokensOf({ measured }: Conversation, context: TurnContext): number | undefined {
  if (measured === undefined || measured.prefixBytes === 0) return undefined;
  const tokens = Math.round((measured.inputTokens * context.prefixBytes) / measured.prefixBytes);
  return asCountedBy(context.requestedModel, tokens, measured.model);
}

/** Tokens that one model counted, as another would count them; as they are where a tokenizer is not known. */
export function asCountedBy(model: string, tokens: number, countedBy: string): number {
  const from = capabilitiesOf(countedBy)?.tokenizer;
  const to = capabilitiesOf(model)?.tokenizer;
  return from === undefined || to === undefined ? tokens : convertTokens(tokens, from, to);
}

/** The size of a prompt whose conversation has no usage yet. */
export function firstEstimate({ prefixBytes, requestedModel }: TurnContext): number {
  return estimateTokens(prefixBytes, capabilitiesOf(requestedModel)?.tokenizer ?? 'current');
}
