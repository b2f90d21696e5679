import type { Conversation } from './conversation.ts';

/**
 * How a run ended.
 * `answered`: the model has said its last word. `token_limit`: the run's limit, or a reply that was cut short by `maxTokens` or
 * the context window (`stopReason` tells). `refused`: the model declined; the refused reply is not in the transcript.
 * `failed`: no reply could be had; `error` says why.
 */
export type RunEnd =
  | 'answered'
  | 'turn_limit'
  | 'token_limit'
  | 'cost_limit'
  | 'time_limit'
  | 'aborted'
  | 'refused'
  | 'failed';

/** Why a run failed. Where upstream said so: its own error type, message, status and request id. */
export interface RunError {
  readonly type: string;
  readonly message: string;
  readonly status?: number;
  readonly requestId?: string;
  /** What was thrown, where something was; not for keeping. */
  readonly cause?: unknown;
}

/** What came of a run. Its conversation can be continued, however it ended. */
export interface RunResult {
  readonly end: RunEnd;
  readonly conversation: Conversation;
  /** Text of the last reply; '' where there was none. */
  readonly text: string;
  /** Turns of this run. */
  readonly turns: number;
  /** The last reply's, as the API named it. */
  readonly stopReason?: string;
  readonly error?: RunError;
}
