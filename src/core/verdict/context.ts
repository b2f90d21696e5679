import type { RepliedCall, ReplyContent } from './reply.ts';

/** The verdicts of this version. A user's own have names of their own. */
export type VerdictReason =
  | 'unknown_tool'
  | 'invalid_tool_input'
  | 'repeated_call'
  | 'empty_reply'
  | 'truncated'
  | 'refusal'
  | 'upstream_error'
  | 'timeout'
  /** No fault: `finalResponse` leaves the closing text to the reasoning tier. */
  | 'final_response';

/** What a reply is judged against. */
export interface VerdictContext {
  /** Whether the request offers a tool of this name; `undefined`: it offers some that have no name of their own. */
  readonly offers: (name: string) => boolean | undefined;
  /** What of the tool's own JSON Schema an input breaks, as a keyword; `undefined`: nothing, or there is no schema to hold it to. */
  readonly violation: (call: RepliedCall) => string | undefined;
  /** The calls of the turn right before; none where anything but their results stands in between. */
  readonly callsBefore: readonly CallBefore[];
  /** Tools whose repetition is their use. */
  readonly isPolling: (call: { readonly name: string; readonly input: unknown }) => boolean;
  readonly finalResponse: FinalResponse;
  /** The user's own verdicts. */
  readonly own: readonly OwnVerdict[];
}

/** A call that the client has answered. */
export interface CallBefore {
  readonly name: string;
  readonly input: unknown;
  /** Its result was an error: to try again is right. */
  readonly failed: boolean;
}

/** Who may write the text that ends a loop: whoever answers, the reasoning tier, or the execution tier if it is short. */
export type FinalResponse = 'accept' | 'reasoning' | { readonly acceptUpToTokens: number };

/** A verdict of the user's own (library): true escalates. One that throws counts as false. */
export interface OwnVerdict {
  /** snake_case; recorded and shown. */
  readonly reason: string;
  /** Whether the reply is to be discarded and the reasoning tier asked. */
  readonly escalates: (reply: ReplyContent) => boolean;
}
