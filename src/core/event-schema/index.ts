export { turnEventSchema } from './turn-event-schema.ts';
