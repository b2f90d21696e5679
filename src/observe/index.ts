export { createLog, type Log, type LogOptions } from './log.ts';
export type { TurnFields } from './turn-fields.ts';
export { createTurnLog, type TurnLogOptions } from './turn-log.ts';
