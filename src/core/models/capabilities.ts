import type { EffortLevel } from '../policy/tier.ts';

/**
 * What one model accepts and how it behaves where models differ, as far as a router has to know it. Every member is a
 * documented or reported fact about the Messages API, none was tried against the live API; the files in `rows/`
 * hold them and say where they come from.
 */
export interface ModelCapabilities {
  readonly id: string;
  /** Exact dated ids of the same model. */
  readonly aliases: readonly string[];
  readonly family: 'haiku' | 'sonnet' | 'opus' | 'fable';
  /** The generation's number as in the id: `'4.5'`, `'5.5'`. */
  readonly generation: string;
  /** ISO date of release. */
  readonly released: string;
  readonly retirement: Retirement;
  readonly contextWindowTokens: number;
  readonly maxOutputTokens: number;
  readonly tokenizer: Tokenizer;
  /** Shorter prefixes are silently not cached. */
  readonly cacheMinimumTokens: number;
  /** Whether `max_tokens: 0` fills the cache; refused everywhere with `stream`, manual thinking, an output format or a forced tool. */
  readonly prewarm: boolean;
  /** Whether it does so with adaptive thinking, too. Reported by two clients, denied by one summary: the setting `models` overrides it. */
  readonly prewarmAdaptive: boolean;
  /**
   * False: a user's message takes the thinking of earlier loops out of the prompt, which breaks the cache there. Not
   * stated for Haiku 5.5, taken as of its generation: the setting `models` overrides it.
   */
  readonly keepsOldThinking: boolean;
  readonly thinking: ThinkingCapability;
  /** Absent: `output_config.effort` is refused. */
  readonly effort?: EffortCapability;
  readonly sampling: SamplingRule;
  /** `tool_choice` of type `any` or `tool`. */
  readonly forcedToolChoice: 'accepted' | 'refused' | 'refused_with_thinking';
  /** A transcript that ends in an assistant message to be continued. */
  readonly prefill: 'refused' | 'refused_with_thinking';
  /** `role: "system"` inside `messages`, mid-conversation tool changes included: they are blocks of such messages. */
  readonly systemMessages: boolean;
  /** `output_config.effort` on such a message. */
  readonly effortInHistory: boolean;
  readonly structuredOutputs: boolean;
  readonly inferenceGeo: boolean;
  /** `speed: "fast"`. */
  readonly fastMode: boolean;
  /** `fallbacks` as a list. */
  readonly fallbackList: boolean;
  /** Server-side compaction (`compact_*` context edits). */
  readonly compaction: boolean;
  /** Types of `context_management.edits` besides compaction. */
  readonly contextEdits: readonly string[];
  /** Beginnings of the types of server and toolset tools it takes; a type that begins with none of them counts as refused. */
  readonly toolTypes: readonly string[];
  /** Values of `anthropic-beta` it refuses, each of which only switches on what the request then does not use. */
  readonly refusedBetas: readonly string[];
}

/** The tokenizer shared by a generation: `current` (Opus 4.7, Sonnet 5, Haiku 5.5 and later) counts about 1.3 times `legacy`. */
export type Tokenizer = 'current' | 'legacy';

/** Values of `thinking.type`. */
export type ThinkingType = 'adaptive' | 'enabled' | 'disabled' | 'between_tools';

/** How a model thinks. */
export interface ThinkingCapability {
  readonly accepts: readonly ThinkingType[];
  /** What a request without `thinking` does; `always` cannot be turned off. */
  readonly default: 'off' | 'on' | 'always';
  /** The highest effort at which `disabled` or `between_tools` is accepted. Absent: any. */
  readonly offUpTo?: EffortLevel;
  /** Values of `thinking.display`. */
  readonly displays: readonly string[];
  /** `thinking.block_binding` (thinking blocks are bound to the conversation before them). */
  readonly blockBinding: boolean;
}

/** Effort levels, from least to most. */
export interface EffortCapability {
  readonly levels: readonly EffortLevel[];
  readonly default: EffortLevel;
}

/**
 * What `temperature`, `top_p` and `top_k` may be under anthropic-version 2023-06-01: `default_only` refuses every value
 * but the default, `temperature_or_top_p` refuses the two together. From version 2026-10-21 on every model refuses all three.
 */
export type SamplingRule = 'default_only' | 'temperature_or_top_p';

/** When a model may go, as ISO dates, absent where none is announced. */
export interface Retirement {
  readonly legacy: boolean;
  /** Announced as "not sooner than". */
  readonly notBefore?: string;
  /** The announced last day. */
  readonly endOfLife?: string;
}
