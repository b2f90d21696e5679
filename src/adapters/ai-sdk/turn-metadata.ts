import type { LanguageModelV4StreamPart, SharedV4ProviderMetadata } from '@ai-sdk/provider';
import type { TurnFacts } from '../route-call.ts';

/** `providerMetadata` with `turnwise` beside what the provider says. */
export function metadataWith(
  metadata: SharedV4ProviderMetadata | undefined,
  { turn, tier, model, reason, escalated }: TurnFacts,
): SharedV4ProviderMetadata {
  return { ...metadata, turnwise: { turn, tier, model, reason, escalated } };
}

/** The part; the one that ends a stream says who answered. */
export function withFacts(
  part: LanguageModelV4StreamPart,
  told: () => TurnFacts | undefined,
): LanguageModelV4StreamPart {
  const facts = part.type === 'finish' ? told() : undefined;
  if (part.type !== 'finish' || facts === undefined) return part;
  return { ...part, providerMetadata: metadataWith(part.providerMetadata, facts) };
}
