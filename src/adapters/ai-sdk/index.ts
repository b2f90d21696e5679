/** `turnwise/ai-sdk`: routing for the AI SDK. */
export type { AdapterSettings, TierWishes } from '../adapter-settings.ts';
export type { TurnFacts } from '../route-call.ts';
export { InvalidSettings } from '../router.ts';
export { prepareStep, type StepInput, type StepModels } from './prepare-step.ts';
export { type RoutedModelOptions, routedModel } from './routed-model.ts';
