import type { ModelCapabilities } from '../capabilities.ts';
import { allLevels, generation45, generation55, thinksOnRequest } from './generations.ts';

/** Haiku, newest first. */
export const haikuRows: readonly ModelCapabilities[] = [
  {
    ...generation55,
    id: 'claude-haiku-5-5',
    family: 'haiku',
    released: '2026-10-07',
    retirement: { legacy: false, notBefore: '2027-10-07' },
    // `display: "updates"` (beta) is documented for Opus and Sonnet 5.5, not for Haiku 5.5.
    thinking: { ...thinksOnRequest, default: 'on', offUpTo: 'high', blockBinding: true },
    effort: { levels: allLevels, default: 'medium' },
    fallbackList: false,
  },
  {
    ...generation45,
    id: 'claude-haiku-4-5',
    aliases: ['claude-haiku-4-5-20251001'],
    family: 'haiku',
    released: '2025-10-15',
    retirement: { legacy: true, notBefore: '2026-10-15' },
    cacheMinimumTokens: 4_096,
    refusedBetas: [...generation45.refusedBetas, 'context-1m-2025-08-07'],
  },
];
