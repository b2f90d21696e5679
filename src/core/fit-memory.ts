/** What stays constant per conversation and tier, since a setting that flips breaks the cache. */
export interface FitMemory {
  readonly thinking: 'asked' | 'omitted' | 'adaptive' | 'disabled' | 'between_tools';
  readonly effort: 'asked' | 'omitted' | { readonly level: string };
}
