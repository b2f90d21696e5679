export type { CacheModel, CacheReach } from './accounting/cache-model.ts';
export {
  type PairChoice,
  type Tier,
  type TierModel,
  type TierPair,
  tierPairOf,
} from './accounting/tier-model.ts';
export { type ReadingProgress, readTrajectories } from './importers/trajectories.ts';
export { type IdleView, type Keeper, keepAtMost, keepInHindsight } from './keeping.ts';
export { alwaysReasoning } from './policies/fixed.ts';
export { namedPolicies } from './policies/named.ts';
export type * from './policies/policy.ts';
export { createReplay, type Replay, type ReplayOptions, replayConversations } from './replay.ts';
export type { PolicyReport, ReplayReport } from './report.ts';
export { firstModelOf, type RecordedTurn, type Trajectory } from './trajectory.ts';
