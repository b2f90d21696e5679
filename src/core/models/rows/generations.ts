import type { EffortLevel } from '../../policy/tier.ts';
import type { ModelCapabilities } from '../capabilities.ts';

/**
 * What the models of a generation share; the rows beside this file add what is their own.
 *
 * Sources, checked 2026-11-22: [DOC] platform.claude.com (model overviews, migration guides, prompt caching, thinking,
 * preserved thinking, fast mode); [SDK] @anthropic-ai/sdk 1.12.0, its types and the dates of its CHANGELOG; [AIA]
 * @ai-sdk/anthropic 4.0.105, its model catalogue; [3P] reports named at the row. What none of them states is taken as
 * refused: a tier that is not offered costs a saving, a refused request costs the turn.
 */
export const allLevels: readonly EffortLevel[] = ['low', 'medium', 'high', 'xhigh', 'max'];

/** [SDK] types of tools without a beta on every row, by their beginning. */
const plainTools: readonly string[] = ['bash_', 'text_editor_', 'memory_', 'tool_search_tool_', 'mcp_toolset'];

/** The server tools that are generally available from 4.6 on, in every version. [DOC] */
export const currentTools: readonly string[] = [...plainTools, 'web_search_', 'web_fetch_', 'code_execution_'];

/** The API's own toolsets, of the 5.5 models and Fable 5.2. [DOC] */
export const toolsets: readonly string[] = ['computer_toolset_20260801', 'browser_toolset_20260801'];

/** [DOC] context editing. */
const contextEdits: readonly string[] = ['clear_thinking_20251015', 'clear_tool_uses_20250919'];

/** Betas of mid-conversation control: they switch on what models without `role: "system"` messages do not have. */
const controlBetas = [
  'mid-conversation-tool-changes-2026-07-01',
  'mid-conversation-output-config-2026-07-01',
  'per-turn-control-2026-07-01',
] as const;

/** What is alike on every model: pre-warms, the structured outputs of 4.5 and later, context edits. */
const everyModel = {
  aliases: [],
  prewarm: true,
  prewarmAdaptive: true,
  structuredOutputs: true,
  contextEdits,
  fastMode: false,
} as const satisfies Partial<ModelCapabilities>;

/** Opus 4.7 and later: one tokenizer, no sampling parameters, no thinking budgets. [DOC] migration guides; [AIA] */
export const current = {
  ...everyModel,
  contextWindowTokens: 1_000_000,
  maxOutputTokens: 128_000,
  tokenizer: 'current',
  keepsOldThinking: true,
  effort: { levels: allLevels, default: 'high' },
  sampling: 'default_only',
  forcedToolChoice: 'accepted',
  prefill: 'refused',
  inferenceGeo: true,
  fallbackList: true,
  compaction: true,
} as const satisfies Partial<ModelCapabilities>;

/** Without `role: "system"` messages: Opus 4.7, Sonnet 5. [DOC] */
export const withoutSystemMessages = {
  systemMessages: false,
  effortInHistory: false,
  toolTypes: currentTools,
  refusedBetas: controlBetas,
} as const satisfies Partial<ModelCapabilities>;

/** With them: Opus 4.8 and 5, Fable 5 and later, the 5.5 models. [DOC] Effort is a setting of such a message. */
export const withSystemMessages = {
  systemMessages: true,
  effortInHistory: true,
  toolTypes: currentTools,
  refusedBetas: [],
} as const satisfies Partial<ModelCapabilities>;

/** The 5.5 models. [DOC] migration guides of Haiku, Sonnet and Opus 5.5; computer use only as a toolset. */
export const generation55 = {
  ...current,
  ...withSystemMessages,
  generation: '5.5',
  cacheMinimumTokens: 512,
  toolTypes: [...currentTools, ...toolsets],
} as const satisfies Partial<ModelCapabilities>;

/**
 * The 4.5 models: no effort, no adaptive thinking, no compaction. [DOC]
 * Betas: `effort-2025-11-24` was refused on 4.5 models (anthropics/claude-code issue 53855) [3P]. Server tools: the
 * versions of 2026 build on programmatic tool calls, nowhere stated for 4.5, so only those of 2025 are taken.
 */
export const generation45 = {
  ...everyModel,
  generation: '4.5',
  contextWindowTokens: 200_000,
  maxOutputTokens: 64_000,
  tokenizer: 'legacy',
  prewarmAdaptive: false,
  keepsOldThinking: false,
  thinking: {
    accepts: ['enabled', 'disabled'],
    default: 'off',
    displays: ['omitted', 'summarized'],
    blockBinding: false,
  },
  sampling: 'temperature_or_top_p',
  forcedToolChoice: 'refused_with_thinking',
  prefill: 'refused_with_thinking',
  systemMessages: false,
  effortInHistory: false,
  inferenceGeo: false,
  fallbackList: false,
  compaction: false,
  toolTypes: [...plainTools, 'web_search_2025', 'web_fetch_2025', 'code_execution_2025', 'computer_20250124'],
  refusedBetas: ['effort-2025-11-24', ...controlBetas],
} as const satisfies Partial<ModelCapabilities>;

/** The 4.6 models: adaptive thinking and effort come in, on the older tokenizer. [DOC] */
export const generation46 = {
  ...generation45,
  generation: '4.6',
  contextWindowTokens: 1_000_000,
  maxOutputTokens: 128_000,
  prewarmAdaptive: true,
  keepsOldThinking: true,
  thinking: { ...generation45.thinking, accepts: ['adaptive', 'enabled', 'disabled'] },
  effort: { levels: ['low', 'medium', 'high', 'max'], default: 'high' },
  prefill: 'refused',
  inferenceGeo: true,
  compaction: true,
  toolTypes: [...currentTools, 'computer_20251124'],
  refusedBetas: controlBetas,
} as const satisfies Partial<ModelCapabilities>;

/** How a model thinks whose thinking cannot be turned off. */
export const alwaysThinks = {
  accepts: ['adaptive'],
  default: 'always',
  displays: ['omitted', 'summarized'],
  blockBinding: false,
} as const satisfies ModelCapabilities['thinking'];

/** How a model thinks that takes `adaptive` and `disabled`, and thinks when asked. */
export const thinksOnRequest = {
  accepts: ['adaptive', 'disabled'],
  default: 'off',
  displays: ['omitted', 'summarized'],
  blockBinding: false,
} as const satisfies ModelCapabilities['thinking'];
