import type { Json } from '../json.ts';

/** What a reply says, as far as it came: what a verdict is passed on. In memory only, like the turn. */
export interface ReplyContent {
  /** Its text blocks, joined. */
  readonly text: string;
  /** Calls of the client's tools, in order. */
  readonly toolCalls: readonly RepliedCall[];
  /** Blocks that are neither text nor thinking nor a call of the client's: the API's own tools, say. */
  readonly otherBlocks: number;
  /** The last block is a call: what stopped the reply, stopped it there. */
  readonly endsInCall: boolean;
  readonly stopReason?: string;
}

/** A tool call as a model wrote it. */
export interface RepliedCall {
  readonly name: string;
  /** Absent: what was written is no JSON. */
  readonly input?: Json;
}
