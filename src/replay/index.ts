export {
  breakpointCacheModel,
  type CacheModel,
  type ConversationCaches,
  simpleCacheModel,
} from './accounting/cache-model.ts';
export {
  type PairChoice,
  type Tier,
  type TierModel,
  type TierPair,
  tierPairOf,
} from './accounting/tier-model.ts';
export { type RecordedOptions, readRecorded } from './importers/read-recorded.ts';
export type { IdleView, Keeper } from './keeper.ts';
export { keepAtMost } from './keeping.ts';
export { configuredPolicy } from './policies/configured.ts';
export { alwaysReasoning } from './policies/fixed.ts';
export { keepInHindsight } from './policies/kept-in-hindsight.ts';
export { type KeepWarmOptions, keptWarm } from './policies/kept-warm.ts';
export { namedPolicies, referencePolicies } from './policies/named.ts';
export type * from './policies/policy.ts';
export { timed } from './policies/timed.ts';
export { turnwisePolicy } from './policies/turnwise.ts';
export { createReplay, type Replay, type ReplayOptions, replayConversations } from './replay.ts';
export type { PolicyReport, ReplayReport } from './report.ts';
export { firstModelOf, type RecordedTurn, type Trajectory } from './trajectory.ts';
