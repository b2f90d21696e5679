/**
 * One model call as the client sees it, reduced to what a decision needs. `wire` builds it from bytes, an adapter from
 * its own messages. It names tools and carries their inputs and results in memory for the length of the decision;
 * nothing of that is recorded (a `TurnEvent` holds tool keys only).
 */
export interface Turn {
  /** The exact model id the client asked for. */
  readonly requestedModel: string;
  readonly settings: RequestSettings;
  readonly transcript: TranscriptFacts;
  readonly tail: Tail;
  readonly client: ClientFacts;
}

/** The settings of a request that differ by model or key a cache. `undefined` means the client did not set it. */
export interface RequestSettings {
  /** `anthropic-version` header. */
  readonly apiVersion?: string;
  /** Values of `anthropic-beta`, in order. */
  readonly betas: readonly string[];
  readonly stream: boolean;
  readonly maxTokens?: number;
  readonly thinking?: ThinkingSetting;
  readonly effort?: string;
  readonly temperature?: number;
  readonly topP?: number;
  readonly topK?: number;
  readonly toolChoice?: { readonly type: string; readonly name?: string };
  /** A structured output format is asked for (`output_config.format` or the older `output_format`). */
  readonly outputFormat: boolean;
  readonly speed?: string;
  readonly inferenceGeo?: string;
  /** `fallbacks` is present and is a list (the string "default" is accepted by every model). */
  readonly fallbackList: boolean;
  /** Types of `context_management.edits`. */
  readonly contextEdits: readonly string[];
  /** The request reuses a code-execution container. */
  readonly container: boolean;
  readonly thread?: { readonly type: string; readonly previousMessageId?: string };
}

/** `thinking` as sent: its type, and the sibling fields that some types refuse. */
export interface ThinkingSetting {
  readonly type: string;
  readonly budgetTokens?: number;
  readonly display?: string;
  /** `block_binding` is set; it needs its beta. */
  readonly blockBinding: boolean;
}

/** What is known of the transcript as a whole, read without parsing it whole. */
export interface TranscriptFacts {
  readonly messageCount: number;
  readonly assistantMessages: number;
  /** Some message has `role: "system"`. */
  readonly systemMessages: boolean;
  /** Some system message sets `output_config.effort`. */
  readonly effortInHistory: boolean;
  /** The last message is the assistant's: the client asks to continue it. */
  readonly prefill: boolean;
  readonly tools: OfferedTools;
  /** Bytes of tools, system and messages: the base of the token estimate until usage is known. */
  readonly prefixBytes: number;
  /** Any `cache_control` in the request. */
  readonly breakpoints: boolean;
}

/** The tools a request offers. */
export interface OfferedTools {
  readonly count: number;
  /** Names of the client's own tools. */
  readonly names: readonly string[];
  /** Types of tools that the API or a fixed toolset runs or defines (`web_search_20260318`, `computer_20250124`, ...). */
  readonly serverTypes: readonly string[];
  /** Names of the tools that carry MCP's `readOnlyHint: true`. */
  readonly readOnly: readonly string[];
}

/** Everything after the last assistant message, joined by id with the calls that message made. */
export interface Tail {
  /** The calls of the last assistant message, each with its result where the tail holds one. */
  readonly calls: readonly ToolCall[];
  /** The last calls of the transcript, oldest first, at most six, those of `calls` included. */
  readonly recentCalls: readonly ToolCall[];
  /** Tool results in the tail, joined or not. */
  readonly resultCount: number;
  /** Text blocks of user messages in the tail. Which of them a person wrote is the policy's question (harness tags). */
  readonly userTexts: readonly string[];
  /** Other user content in the tail (images, documents): a person put it there. */
  readonly otherUserBlocks: number;
  /** The last assistant message has a server-tool call without its result: the loop is the API's. */
  readonly serverToolLoop: boolean;
  /** The last assistant message holds blocks that only its own model may continue (`fallback`, container use). */
  readonly boundToModel: boolean;
}

/** A tool call of the assistant, with its result once the client has sent it. */
export interface ToolCall {
  readonly id: string;
  readonly name: string;
  readonly input: unknown;
  readonly result?: { readonly isError: boolean; readonly text: string };
}

/** What the client says of itself and of the caller. */
export interface ClientFacts {
  /** From the user agent: `claude-code`, `anthropic-sdk`, ...; `other` when unknown. */
  readonly name: string;
  /** The client's own word for the kind of request (`main`, `subagent`, `compaction`, `title`, ...). */
  readonly requestClass?: string;
  readonly subagent: boolean;
  readonly agentType?: string;
  /** Salted hash of the user; never the id itself. */
  readonly user?: string;
  readonly cohort?: string;
  /** The tier named by `x-turnwise-tier`. */
  readonly pinnedTier?: string;
}
