import type { Json } from '../core/index.ts';
import type { AgentTurn } from './agent-turn.ts';
import type { Conversation } from './conversation.ts';
import type { Message } from './message.ts';
import type { RunResult } from './run-result.ts';

/** What happens in a run, in order. `run-started` is the first, `run-ended` the last. */
export type AgentEvent =
  | { readonly type: 'run-started'; readonly conversationId: string }
  | { readonly type: 'turn-started'; readonly turn: number }
  | { readonly type: 'text-delta'; readonly text: string }
  | { readonly type: 'thinking-delta'; readonly text: string }
  | { readonly type: 'turn-ended'; readonly turn: AgentTurn }
  /** The transcript has grown: kept at each of these, a conversation is gone on with even after a crash. */
  | { readonly type: 'message-added'; readonly message: Message; readonly conversation: Conversation }
  | { readonly type: 'tool-call-started'; readonly callId: string; readonly tool: string; readonly input: Json }
  | {
      readonly type: 'tool-call-ended';
      readonly callId: string;
      readonly tool: string;
      readonly isError: boolean;
      readonly durationMs: number;
      /** What the model gets to see: text or content blocks. */
      readonly content: Json;
    }
  /** The model has loaded the definition of a deferred tool; it can call it from the next turn on. */
  | { readonly type: 'tool-loaded'; readonly tool: string }
  /** The user's `compact` has replaced the transcript: caches begin anew, and thinking from before is not bound to it. */
  | {
      readonly type: 'conversation-compacted';
      readonly messagesBefore: number;
      readonly messagesAfter: number;
    }
  | { readonly type: 'run-ended'; readonly result: RunResult };
