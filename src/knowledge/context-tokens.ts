import { capabilitiesOf, convertTokens, estimateTokens } from '../core/index.ts';
import type { Conversation } from './conversations.ts';

/** A request whose prompt is to be sized. */
interface SizedRequest {
  readonly requestedModel: string;
  readonly prefixBytes: number;
}

/**
 * The last prompt's real tokens, grown with the bytes (the conversation's own tokens per byte, no tokenizer), as the
 * requested model counts them: the model that measured them may have used the other tokenizer.
 */
export function contextTokensOf({ measured }: Conversation, context: SizedRequest): number | undefined {
  if (measured === undefined || measured.prefixBytes === 0) return undefined;
  const tokens = Math.round((measured.inputTokens * context.prefixBytes) / measured.prefixBytes);
  const from = capabilitiesOf(measured.model)?.tokenizer;
  const to = capabilitiesOf(context.requestedModel)?.tokenizer;
  return from === undefined || to === undefined ? tokens : convertTokens(tokens, from, to);
}

/** The size of a first prompt, estimated from its bytes. */
export function firstEstimate({ prefixBytes, requestedModel }: SizedRequest): number {
  return estimateTokens(prefixBytes, capabilitiesOf(requestedModel)?.tokenizer ?? 'current');
}
