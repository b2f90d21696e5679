import type { ContentBlock } from './message.ts';

const breakpoint = { type: 'ephemeral' } as const;

/**
 * The system prompt with a cache breakpoint at its end, so that conversations share it (and the tools before it) while the
 * automatic one moves along with each. One that sets breakpoints of its own, or is empty, stays as it is.
 */
export function cachedSystem(system: string | readonly ContentBlock[]): string | readonly ContentBlock[] {
  const blocks = typeof system === 'string' ? [{ type: 'text', text: system }] : system;
  const last = blocks.at(-1);
  if (last === undefined || system === '' || blocks.some((block) => 'cache_control' in block)) return system;
  return [...blocks.slice(0, -1), { ...last, cache_control: breakpoint }];
}
