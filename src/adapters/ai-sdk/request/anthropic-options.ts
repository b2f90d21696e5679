import { type Block, membersOf } from '../../block.ts';

/** What `providerOptions` say to Anthropic's package; none where they say nothing. */
export function anthropicOptions(providerOptions: Readonly<Record<string, unknown>> | undefined): Block {
  return membersOf(providerOptions?.anthropic) ?? {};
}

/** Takes the `cacheControl` of a thing; of the five things and more that have one, the API takes four. */
export type CacheMarks = (...of: readonly (Readonly<Record<string, unknown>> | undefined)[]) => unknown;

const mostMarks = 4;

/** Counts marks the way Anthropic's package does: those beyond the fourth are left out. */
export function createCacheMarks(): CacheMarks {
  let count = 0;
  return (...of) => {
    for (const providerOptions of of) {
      const { cacheControl, cache_control } = anthropicOptions(providerOptions);
      const mark = cacheControl ?? cache_control;
      if (mark === undefined || mark === null) continue;
      count += 1;
      if (count <= mostMarks) return mark;
    }
    return undefined;
  };
}
