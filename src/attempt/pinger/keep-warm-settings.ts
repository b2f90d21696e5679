import type { Settings } from '../../core/index.ts';

/** The setting `keepWarm` where it is on. */
export type KeepWarmSettings = Exclude<Settings['keepWarm'], false>;
