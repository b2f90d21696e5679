import type { EffortLevel } from '../policy/tier.ts';
import type { ModelCapabilities } from './capabilities.ts';

/**
 * One row a model; adding a model is adding its row here (and its prices to `price-table.ts`). What a generation shares
 * stands once above the rows.
 *
 * Sources, checked 2026-11-22: [DOC] platform.claude.com (model overviews, migration guides, prompt caching, thinking,
 * preserved thinking, fast mode); [SDK] @anthropic-ai/sdk 1.12.0 types; [AIA] @ai-sdk/anthropic 4.0.105, its model
 * catalogue; [3P] reports named at the row. What none of them states is taken as refused: a tier that is not offered
 * costs a saving, a refused request costs the turn.
 */
const allLevels: readonly EffortLevel[] = ['low', 'medium', 'high', 'xhigh', 'max'];

/** [SDK] types of tools without a beta on every row, by their beginning. */
const plainTools: readonly string[] = ['bash_', 'text_editor_', 'memory_', 'tool_search_tool_', 'mcp_toolset'];

/** [DOC] context editing. */
const contextEdits: readonly string[] = ['clear_thinking_20251015', 'clear_tool_uses_20250919'];

/** The 5.5 models. [DOC] migration guides of Haiku, Sonnet and Opus 5.5; computer use only as a toolset. */
const generation55 = {
  aliases: [],
  generation: '5.5',
  contextWindowTokens: 1_000_000,
  maxOutputTokens: 128_000,
  tokenizer: 'current',
  cacheMinimumTokens: 512,
  prewarm: true,
  sampling: 'default_only',
  prefill: 'refused',
  systemMessages: true,
  effortInHistory: true,
  structuredOutputs: true,
  inferenceGeo: true,
  compaction: true,
  contextEdits,
  toolTypes: [
    ...plainTools,
    'web_search_',
    'web_fetch_',
    'code_execution_',
    'computer_toolset_20260801',
    'browser_toolset_20260801',
  ],
  refusedBetas: [],
} as const satisfies Partial<ModelCapabilities>;

/**
 * The 4.5 models: no effort, no adaptive thinking, no compaction. [DOC]
 * Betas: `effort-2025-11-24` was refused on 4.5 models (anthropics/claude-code issue 53855) [3P]; the two of
 * mid-conversation control switch on what these models do not have. Server tools: the versions of 2026 build on
 * programmatic tool calls, nowhere stated for 4.5, so only those of 2025 are taken.
 */
const generation45 = {
  generation: '4.5',
  contextWindowTokens: 200_000,
  maxOutputTokens: 64_000,
  tokenizer: 'legacy',
  prewarm: true,
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
  structuredOutputs: true,
  inferenceGeo: false,
  fastMode: false,
  fallbackList: false,
  compaction: false,
  contextEdits,
  toolTypes: [...plainTools, 'web_search_2025', 'web_fetch_2025', 'code_execution_2025', 'computer_20250124'],
  refusedBetas: [
    'effort-2025-11-24',
    'mid-conversation-tool-changes-2026-07-01',
    'mid-conversation-output-config-2026-07-01',
    'per-turn-control-2026-07-01',
  ],
} as const satisfies Partial<ModelCapabilities>;

/** Every model that a tier may be fitted to. */
export const modelTable: readonly ModelCapabilities[] = [
  {
    ...generation55,
    id: 'claude-haiku-5-5',
    family: 'haiku',
    released: '2026-10-07',
    retirement: { legacy: false, notBefore: '2027-10-07' },
    // `display: "updates"` (beta) is documented for Opus and Sonnet 5.5, not for Haiku 5.5.
    thinking: {
      accepts: ['adaptive', 'disabled'],
      default: 'on',
      offUpTo: 'high',
      displays: ['omitted', 'summarized'],
      blockBinding: true,
    },
    effort: { levels: allLevels, default: 'medium' },
    forcedToolChoice: 'accepted',
    fastMode: false,
    fallbackList: false,
  },
  {
    ...generation55,
    id: 'claude-sonnet-5-5',
    family: 'sonnet',
    released: '2026-09-28',
    retirement: { legacy: false },
    thinking: {
      accepts: ['adaptive', 'between_tools'],
      default: 'on',
      offUpTo: 'high',
      displays: ['omitted', 'summarized', 'updates'],
      blockBinding: true,
    },
    effort: { levels: allLevels, default: 'high' },
    forcedToolChoice: 'refused',
    fastMode: false,
    fallbackList: true,
  },
  {
    ...generation55,
    id: 'claude-opus-5-5',
    family: 'opus',
    released: '2026-09-22',
    retirement: { legacy: false },
    thinking: {
      accepts: ['adaptive'],
      default: 'always',
      displays: ['omitted', 'summarized', 'updates'],
      blockBinding: true,
    },
    effort: { levels: allLevels, default: 'medium' },
    forcedToolChoice: 'refused',
    fastMode: true,
    fallbackList: true,
  },
  {
    ...generation45,
    id: 'claude-sonnet-4-6',
    aliases: [],
    family: 'sonnet',
    generation: '4.6',
    released: '2026-02-17',
    retirement: { legacy: true },
    contextWindowTokens: 1_000_000,
    maxOutputTokens: 128_000,
    cacheMinimumTokens: 1_024,
    thinking: { ...generation45.thinking, accepts: ['adaptive', 'enabled', 'disabled'] },
    effort: { levels: ['low', 'medium', 'high', 'max'], default: 'high' },
    prefill: 'refused',
    inferenceGeo: true,
    compaction: true,
    toolTypes: [...plainTools, 'web_search_', 'web_fetch_', 'code_execution_', 'computer_20251124'],
    refusedBetas: generation45.refusedBetas.filter((beta) => beta !== 'effort-2025-11-24'),
  },
  {
    ...generation45,
    id: 'claude-sonnet-4-5',
    aliases: ['claude-sonnet-4-5-20250929'],
    family: 'sonnet',
    released: '2025-09-29',
    retirement: { legacy: true, notBefore: '2026-09-29' },
    cacheMinimumTokens: 1_024,
  },
  {
    ...generation45,
    id: 'claude-haiku-4-5',
    aliases: ['claude-haiku-4-5-20251001'],
    family: 'haiku',
    released: '2025-10-15',
    retirement: { legacy: true, notBefore: '2026-10-15' },
    cacheMinimumTokens: 4_096,
    refusedBetas: [...generation45.refusedBetas, 'context-1m-2025-08-07'],
  },
];

const byId: ReadonlyMap<string, ModelCapabilities> = new Map(
  modelTable.flatMap((row) => [row.id, ...row.aliases].map((id) => [id, row] as const)),
);

/** The row of an exact model id or exact dated alias, never of a prefix; `undefined` for any other string. */
export function capabilitiesOf(modelId: string): ModelCapabilities | undefined {
  return byId.get(modelId);
}
