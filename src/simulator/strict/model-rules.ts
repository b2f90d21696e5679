/**
 * What each model of the Messages API refuses, typed from the published pages (state of November 2026) independently of
 * the router's own tables. [DOC] thinking, effort and computer use pages and the migration guides; rows of the facts in
 * sections 3 and 4. What a page leaves open is accepted, since a checker that guesses objects to good requests; the two
 * exceptions say so.
 */

/** Values of `thinking.type`. */
export type ThinkingType = 'adaptive' | 'enabled' | 'disabled' | 'between_tools';

/** One model's row. */
export interface ModelRules {
  readonly thinkingTypes: readonly ThinkingType[];
  /** `disabled` and `between_tools` are taken up to effort `high` only. */
  readonly offUpToHigh: boolean;
  /** `thinking.display: "updates"`, under its beta. Documented for two models; refused on the others is assumed. */
  readonly displaysUpdates: boolean;
  /** Empty where `output_config.effort` is refused altogether. */
  readonly efforts: readonly string[];
  /** Under anthropic-version 2023-06-01. */
  readonly sampling: 'temperature_or_top_p' | 'default_only';
  readonly prefill: boolean;
  readonly forcedTool: boolean;
  /** `role: "system"` in messages, with what only such messages carry: effort, tool additions and removals. */
  readonly systemMessages: boolean;
  /** The computer tools it takes, by exact type; undefined where the pages leave it open. */
  readonly computerTools: readonly string[] | undefined;
  readonly browserToolset: boolean;
  /** `fallbacks` as a list. */
  readonly fallbackList: boolean;
  readonly compaction: boolean;
  readonly inferenceGeo: boolean;
  /** `speed: "fast"`: Opus 4.6 takes it and answers at standard speed. */
  readonly fastMode: 'offered' | 'ignored' | 'refused';
}

const fiveLevels = ['low', 'medium', 'high', 'xhigh', 'max'];
const toolsetOnly = ['computer_toolset_20260801'];

/** Opus 4.7 and later. */
const recent: ModelRules = {
  thinkingTypes: ['adaptive', 'disabled'],
  offUpToHigh: false,
  displaysUpdates: false,
  efforts: fiveLevels,
  sampling: 'default_only',
  prefill: false,
  forcedTool: true,
  systemMessages: true,
  computerTools: undefined,
  browserToolset: true,
  fallbackList: true,
  compaction: true,
  inferenceGeo: true,
  fastMode: 'refused',
};

/** Thinking cannot be turned off. */
const alwaysOn: ModelRules = { ...recent, thinkingTypes: ['adaptive'] };

const four6: ModelRules = {
  ...recent,
  thinkingTypes: ['adaptive', 'enabled', 'disabled'],
  efforts: ['low', 'medium', 'high', 'max'],
  sampling: 'temperature_or_top_p',
  systemMessages: false,
};

const four5: ModelRules = {
  ...four6,
  thinkingTypes: ['enabled', 'disabled'],
  efforts: [],
  prefill: true,
  compaction: false,
  inferenceGeo: false,
};

/** The rows, by the id that answers carry. */
export const modelRules: ReadonlyMap<string, ModelRules> = new Map([
  ['claude-fable-5-2', { ...alwaysOn, forcedTool: false, computerTools: toolsetOnly, fastMode: 'offered' }],
  ['claude-haiku-5-5', { ...recent, offUpToHigh: true, computerTools: toolsetOnly, fallbackList: false }],
  [
    'claude-sonnet-5-5',
    {
      ...recent,
      thinkingTypes: ['adaptive', 'between_tools'],
      offUpToHigh: true,
      displaysUpdates: true,
      forcedTool: false,
      computerTools: toolsetOnly,
    },
  ],
  [
    'claude-opus-5-5',
    { ...alwaysOn, displaysUpdates: true, forcedTool: false, computerTools: toolsetOnly, fastMode: 'offered' },
  ],
  ['claude-fable-5-1', { ...alwaysOn, forcedTool: false }],
  ['claude-opus-5', { ...recent, offUpToHigh: true, fastMode: 'offered' }],
  ['claude-sonnet-5', { ...recent, systemMessages: false }],
  ['claude-fable-5', alwaysOn],
  ['claude-opus-4-8', { ...recent, fastMode: 'offered' }],
  ['claude-opus-4-7', { ...recent, systemMessages: false }],
  ['claude-sonnet-4-6', four6],
  ['claude-opus-4-6', { ...four6, fastMode: 'ignored' }],
  ['claude-opus-4-5-20251101', { ...four5, efforts: ['low', 'medium', 'high'] }],
  [
    'claude-haiku-4-5-20251001',
    { ...four5, computerTools: ['computer_20250124'], browserToolset: false, fallbackList: false },
  ],
  ['claude-sonnet-4-5-20250929', four5],
]);
