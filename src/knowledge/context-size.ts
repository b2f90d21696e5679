import { capabilitiesOf, estimateTokens } from '../core/index.ts';
import { asCountedBy } from './as-counted-by.ts';
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

/** The size of a prompt whose conversation has no usage yet. */
export function firstEstimate({ prefixBytes, requestedModel }: TurnContext): number {
  return estimateTokens(prefixBytes, capabilitiesOf(requestedModel)?.tokenizer ?? 'current');
}
