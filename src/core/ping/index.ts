export { type PingFit, type PingRefusal, pingEdits, type SentRequest } from './ping-edits.ts';
