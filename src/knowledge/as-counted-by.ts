import { capabilitiesOf, convertTokens } from '../core/index.ts';

/** Tokens that one model counted, as another would count them; as they are where a tokenizer is not known. */
export function asCountedBy(model: string, tokens: number, countedBy: string): number {
  const from = capabilitiesOf(countedBy)?.tokenizer;
  const to = capabilitiesOf(model)?.tokenizer;
  return from === undefined || to === undefined ? tokens : convertTokens(tokens, from, to);
}
