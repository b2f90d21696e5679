/**
 * Routing for clients of the official SDK, in their own process.
 *
 * @module turnwise/anthropic
 */
export { type RouterOptions, SettingsError } from '../../routing/index.ts';
export { routed } from './routed.ts';
export { type Turnwise, turnwise } from './turnwise.ts';
