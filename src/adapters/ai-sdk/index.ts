/**
 * Routing for the AI SDK: a language model that is two.
 *
 * @module turnwise/ai-sdk
 */
export { type RouterOptions, SettingsError } from '../../routing/index.ts';
export type { TurnFacts } from '../route-call.ts';
export type { AdapterSettings, TierWishes } from '../tier-router.ts';
export { prepareStep, type StepInput, type StepModels } from './prepare-step.ts';
export { type RoutedModel, type RoutedModelOptions, routedModel } from './routed-model.ts';
