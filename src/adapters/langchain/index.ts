/**
 * Routing for LangChain: a middleware for agents.
 *
 * @module turnwise/langchain
 */
export { type RouterOptions, SettingsError } from '../../routing/index.ts';
export type { TurnFacts } from '../route-call.ts';
export type { AdapterSettings, TierWishes } from '../tier-router.ts';
export { type TurnwiseMiddleware, type TurnwiseMiddlewareOptions, turnwiseMiddleware } from './middleware.ts';
