/** `turnwise/langchain`: routing for LangChain's agents. */
export type { AdapterSettings, TierWishes } from '../adapter-settings.ts';
export type { TurnFacts } from '../route-call.ts';
export { InvalidSettings } from '../router.ts';
export { type TurnwiseMiddlewareOptions, turnwiseMiddleware } from './middleware.ts';
