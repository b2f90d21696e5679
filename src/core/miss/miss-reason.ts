/**
 * Why tokens that a warm, unchanged prompt would have read were not read:
 *
 * - `lapsed`: the cache outlived its time; pings or a longer lifetime would have kept it
 * - `prefix_changed_*`: the client changed what stands before them
 * - `setting_changed`: effort, thinking, tool choice, betas or speed, which key the cache too
 * - `model_switched`: the model that answers has not seen them; another one has
 * - `evicted`: they should have been there; the API dropped them early
 * - `below_minimum`: the prompt is shorter than what the model caches
 * - `no_breakpoint`: nothing asked for them to be kept, or the entry lies too far before the next breakpoint
 * - `cold_start`: the first turn here; they are written for the turns to come
 */
export const missReasons = [
  'lapsed',
  'prefix_changed_tools',
  'prefix_changed_system',
  'prefix_changed_messages',
  'setting_changed',
  'model_switched',
  'evicted',
  'below_minimum',
  'no_breakpoint',
  'cold_start',
] as const;

/** See `missReasons`. */
export type MissReason = (typeof missReasons)[number];

/** Tokens by reason. A reason without tokens is absent. */
export type Misses = Readonly<Partial<Record<MissReason, number>>>;
