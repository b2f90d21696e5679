export { defaultRules, noRuleReason } from './default-rules.ts';
export { type Rule, ruleHolds } from './rule.ts';
