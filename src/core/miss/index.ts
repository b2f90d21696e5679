export { type CacheParts, changedCacheParts } from './cache-parts.ts';
export { costOfMisses, type MissCosts, type MissedUsage } from './cost-of-misses.ts';
export type { MissDiagnosis } from './diagnosis.ts';
export { explainMiss, type MissInput, type OwnTurn, type PromptBefore } from './explain-miss.ts';
export { type Misses, type MissReason, missReasons } from './miss-reason.ts';
