export { roughDollars } from './dollars.ts';
export { createLog, type Log, type LogOptions } from './log.ts';
export { stayText } from './stay-text.ts';
export type { TurnFields } from './turn-fields.ts';
export { createTurnLog, type TurnLogOptions } from './turn-log.ts';
