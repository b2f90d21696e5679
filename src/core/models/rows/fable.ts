import type { ModelCapabilities } from '../capabilities.ts';
import { alwaysThinks, current, currentTools, toolsets, withSystemMessages } from './generations.ts';

/** Fable, newest first. */
export const fableRows: readonly ModelCapabilities[] = [
  {
    ...current,
    ...withSystemMessages,
    id: 'claude-fable-5-2',
    family: 'fable',
    generation: '5.2',
    released: '2026-11-09',
    retirement: { legacy: false },
    cacheMinimumTokens: 512,
    thinking: { ...alwaysThinks, blockBinding: true },
    forcedToolChoice: 'refused',
    fastMode: true,
    toolTypes: [...currentTools, ...toolsets],
  },
  {
    ...current,
    ...withSystemMessages,
    id: 'claude-fable-5-1',
    family: 'fable',
    generation: '5.1',
    released: '2026-09-01',
    retirement: { legacy: false },
    cacheMinimumTokens: 512,
    thinking: { ...alwaysThinks, blockBinding: true },
    forcedToolChoice: 'refused',
  },
  {
    ...current,
    ...withSystemMessages,
    id: 'claude-fable-5',
    family: 'fable',
    generation: '5',
    released: '2026-06-09',
    retirement: { legacy: false },
    cacheMinimumTokens: 512,
    thinking: alwaysThinks,
  },
];
