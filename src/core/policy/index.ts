export { initialMode, parseSettings, type SettingsResult } from './parse-settings.ts';
export { compilePolicy, type Policy, type PolicyExtensions, type PolicyResult } from './policy.ts';
export type { SettingsProblem } from './problem.ts';
export { type Condition, type Settings, type SettingsInput, settingsSchema, type TierInput } from './settings.ts';
export {
  asAsked,
  type EffortLevel,
  executionTier,
  reasoningTier,
  type TierSpec,
  type TierTarget,
  type TierUpstream,
  targetOf,
} from './tier.ts';
