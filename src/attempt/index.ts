export { type AnswerPlan, answering } from './answer.ts';
export {
  byteFrames,
  type FrameKind,
  type ReplyHead,
  type Send,
  type UpstreamCall,
  type UpstreamHandler,
} from './call.ts';
export type { UpstreamFailure } from './failure.ts';
export { type Discarded, type HeldReply, type HoldPlan, held, type SendHeld } from './held-call.ts';
export { type FrameReader, Hold, type HoldOptions, type HoldStep } from './hold.ts';
export * from './pinger/index.ts';
export { type Cure, retriedOnce } from './retried-once.ts';
export { type SendWatch, sendTo, watched } from './send.ts';
export { createSchemaChecker, type SchemaChecker, type SchemaFinding } from './tool-schemas.ts';
export {
  createUpstream,
  type Upstream,
  type UpstreamOptions,
  type UpstreamRequest,
} from './upstream.ts';
