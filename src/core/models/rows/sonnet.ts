import type { ModelCapabilities } from '../capabilities.ts';
import {
  current,
  generation45,
  generation46,
  generation55,
  thinksOnRequest,
  withoutSystemMessages,
} from './generations.ts';

/** Sonnet, newest first. */
export const sonnetRows: readonly ModelCapabilities[] = [
  {
    ...generation55,
    id: 'claude-sonnet-5-5',
    family: 'sonnet',
    released: '2026-09-28',
    retirement: { legacy: false },
    thinking: {
      accepts: ['adaptive', 'between_tools'],
      default: 'on',
      offUpTo: 'high',
      displays: ['omitted', 'summarized', 'updates'],
      blockBinding: true,
    },
    forcedToolChoice: 'refused',
  },
  {
    ...current,
    ...withoutSystemMessages,
    id: 'claude-sonnet-5',
    family: 'sonnet',
    generation: '5',
    released: '2026-06-30',
    retirement: { legacy: false },
    cacheMinimumTokens: 1_024,
    thinking: { ...thinksOnRequest, default: 'on' },
  },
  {
    ...generation46,
    id: 'claude-sonnet-4-6',
    family: 'sonnet',
    released: '2026-02-17',
    retirement: { legacy: true },
    cacheMinimumTokens: 1_024,
  },
  {
    ...generation45,
    id: 'claude-sonnet-4-5',
    aliases: ['claude-sonnet-4-5-20250929'],
    family: 'sonnet',
    released: '2025-09-29',
    // [SDK] `DEPRECATED_MODELS`: end of life on November 30th, 2026.
    retirement: { legacy: true, notBefore: '2026-09-29', endOfLife: '2026-11-30' },
    cacheMinimumTokens: 1_024,
  },
];
