import fc from 'fast-check';
import type { Usage, UsageIteration } from '../core/index.ts';

/** All members of a type, optional ones too: whoever adds one to an event is told here, and then by the stores' tests. */
export type EveryMember<Type> = { readonly [Key in keyof Required<Type>]: fc.Arbitrary<Required<Type>[Key]> };

export const text = fc.string({ unit: 'grapheme', maxLength: 12 });
export const count = fc.nat();
/** Objects as literals make them. */
export const plain = { noNullPrototype: true } as const;

/** Any usage that upstream may tell. */
export const anyUsage: fc.Arbitrary<Usage> = fc.record(
  {
    inputTokens: count,
    outputTokens: count,
    cacheReadTokens: count,
    cacheWriteTokens: count,
    cacheWrite5mTokens: count,
    cacheWrite1hTokens: count,
    thinkingTokens: count,
    serviceTier: text,
    inferenceGeo: text,
    speed: text,
    webSearchRequests: count,
    webFetchRequests: count,
    iterations: fc.array(
      fc.record(
        {
          type: text,
          model: text,
          inputTokens: count,
          outputTokens: count,
          cacheReadTokens: count,
          cacheWriteTokens: count,
        } satisfies EveryMember<UsageIteration>,
        { ...plain, requiredKeys: ['type', 'inputTokens', 'outputTokens', 'cacheReadTokens', 'cacheWriteTokens'] },
      ),
      { maxLength: 2 },
    ),
  } satisfies EveryMember<Usage>,
  { ...plain, requiredKeys: ['inputTokens', 'outputTokens', 'cacheReadTokens', 'cacheWriteTokens'] },
);
