export { type RouterOptions, SettingsError } from '../../routing/index.ts';
export { routed } from './routed.ts';
export { type Turnwise, turnwise } from './turnwise.ts';
