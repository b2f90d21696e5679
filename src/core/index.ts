export * from './choice/index.ts';
export { chooseLifetime, editedTtl, type LifetimeInput, lifetimeEdits } from './choose-lifetime.ts';
export { stayed } from './choose-tier.ts';
export { type DecidedOn, decide, fittedTo, undecided } from './decide.ts';
export type { AppliedOverlay, Arithmetic, Decision, OverlayCode, Quote } from './decision.ts';
export type { Edit, EditPath } from './edit.ts';
export type * from './event.ts';
export { turnEventSchema } from './event-schema/index.ts';
export type { FitMemory } from './fit-memory.ts';
export { given } from './given.ts';
export { isInShare, stableHash } from './hash.ts';
export type { Json } from './json.ts';
export * from './keeping/index.ts';
export { type Knowledge, noKnowledge, type RetriedTurn } from './knowledge.ts';
export * from './miss/index.ts';
export * from './models/index.ts';
export * from './ping/index.ts';
export * from './policy/index.ts';
export type { Sink } from './ports.ts';
export { isPersonsText, signalsOf } from './read-signals.ts';
export { defaultRules, noRuleReason, type Rule, ruleHolds } from './rules/index.ts';
export type { Signals, ToolKeySignal } from './signals.ts';
export {
  canonicalInput,
  createSimpleToolTest,
  defaultSimpleTools,
  formatToolPattern,
  isShellTool,
  parseToolPattern,
  type ToolPattern,
  toolKey,
  toolPresets,
} from './tools/index.ts';
export type * from './turn.ts';
export type * from './usage.ts';
export * from './verdict/index.ts';
