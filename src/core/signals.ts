/** What a rule may condition on: objective facts of the request. Recorded with the decision; holds no text. */
export interface Signals {
  readonly requestedModel: string;
  /** Whether the policy routes this requested model at all. */
  readonly managed: boolean;
  /** A call beside the conversation (title, summary, compaction, probe), with what gave it away. */
  readonly sideCall?: string;
  /** Tool results in the tail. */
  readonly toolResults: number;
  /** Of those, errors: `is_error`, or a configured pattern. */
  readonly toolErrors: number;
  readonly tools: 'none' | 'all_simple' | 'some_simple' | 'none_simple';
  /** One key per call of the last turn; a result that joins no call is `unknown`. */
  readonly toolKeys: readonly ToolKeySignal[];
  /** A person's words (or an image, a document) stand in the tail. */
  readonly userSpeaks: boolean;
  readonly stalled: boolean;
  readonly contextTokens?: number;
  readonly expectedOutputTokens?: number;
  /** Assistant messages in the transcript. */
  readonly turnsSoFar: number;
  readonly hour?: number;
  readonly subagent: boolean;
  readonly agentType?: string;
  readonly user?: string;
  readonly cohort?: string;
  readonly forcedToolChoice: boolean;
}

/** A call of the last turn, without its arguments. */
export interface ToolKeySignal {
  readonly key: string;
  readonly simple: boolean;
  readonly isError: boolean;
}
