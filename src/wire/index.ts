export {
  type ApiErrorExtras,
  type ApiErrorReply,
  type ApiErrorType,
  apiError,
  threadNotFound,
  threadRefusal,
} from './api-error.ts';
export { type CacheKeys, cacheKeysAfter, cachePartsAfter } from './cache-keys.ts';
export type { Breakpoint, CacheTtl } from './cache-marks.ts';
export type { Chain } from './chain.ts';
export { applyEdits, headerEditsOf } from './edit-body.ts';
export type { Fingerprint, FingerprintParts } from './fingerprint.ts';
export { type HeaderReader, headerOf, isEventStream, type RawHeaders, withHeader } from './headers.ts';
export type { Span } from './json-bytes.ts';
export type { Member } from './json-spans.ts';
export {
  createReplyObserver,
  type ReplyCall,
  type ReplyError,
  type ReplyFacts,
  type ReplyObserver,
  type ReplyObserverOptions,
} from './observe-reply.ts';
export { type OfferedTool, readOfferedTools } from './offered-tools.ts';
export type { UnreadableReason } from './open-request.ts';
export { createReplyReader, type ReplyProgress, type ReplyReader } from './read-reply.ts';
export {
  createTurnReader,
  type ReadTurn,
  type RequestInput,
  type TurnReader,
  type TurnReaderOptions,
  type TurnReading,
} from './read-turn.ts';
export type { SessionFacts } from './session.ts';
export { createSseReader, formatSseEvent, type SseEvent, type SseReader } from './sse.ts';
export { readUsage } from './usage.ts';
export type { MessageSpan, RequestLayout } from './walk.ts';
