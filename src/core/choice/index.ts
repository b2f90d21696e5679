export { type Account, emptyAccount } from './account.ts';
export {
  type ChoiceInput,
  type Comparison,
  chooseContender,
  quoteOf,
  type StayReason,
  type TierChoice,
} from './choose.ts';
export { type Contender, costLine, type Terms, ttlSecondsOf } from './contender.ts';
export type { CacheState, Economy, FittedTarget, LifetimeState } from './economy.ts';
export { type ChoiceSettings, type ChoiceWishes, choiceSettingsOf } from './settings.ts';
export {
  type Expectation,
  expectationOf,
  type LoopStatistics,
  noStatistics,
  type TurnArrival,
  type TurnReply,
  withArrival,
  withCurrentGap,
  withReply,
} from './statistics.ts';
