export { asPrior } from './as-prior.ts';
export { pingEveryMs } from './bucket.ts';
export {
  type CacheTtl,
  chooseTtl,
  extraOfHour,
  type HourlyTurn,
  type TtlAccount,
  type TtlChoice,
  type TtlPlan,
} from './choose-ttl.ts';
export { fitReturnModel } from './fit.ts';
export { defaultKeepLimits, type KeepAccount, type KeepBound, type KeepLimits } from './limits.ts';
export { observe, type Wait } from './observe.ts';
export { type Ending, endingOf, newPace, type Pace, pacedBy } from './pace.ts';
export { type IdleCache, type KeepingPlan, planKeeping } from './plan-keeping.ts';
export { type Prediction, predictionsOf } from './predictions.ts';
export { priorModel } from './prior.ts';
export type { Count, ReturnModel } from './return-model.ts';
export type { Situation } from './situation.ts';
