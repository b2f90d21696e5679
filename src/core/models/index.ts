export type { ModelCapabilities, ThinkingType, Tokenizer } from './capabilities.ts';
export { type Cost, type CostInput, costOf, nanoToUsd } from './cost.ts';
export { convertTokens, estimateTokens } from './estimate.ts';
export { type Fit, type FitContext, fit } from './fit/fit.ts';
export { isBindingError, withLenientBinding } from './fit/lenient-binding.ts';
export { divideHalfEven } from './half-even.ts';
export {
  isLatencyPrior,
  type LatencyModel,
  type LatencyModels,
  latencyModelsOf,
  secondsOf,
  shortPromptBelowTokens,
  type TimedTurn,
} from './latency.ts';
export { capabilitiesOf, modelTable } from './model-table.ts';
export { createPriceBook, listPrices, type PriceBook, priceAt } from './price-book.ts';
export {
  bandOf,
  knowinglyUnpriced,
  type PriceBand,
  type PriceRow,
  priceTable,
  type TokenPrices,
} from './price-table.ts';
