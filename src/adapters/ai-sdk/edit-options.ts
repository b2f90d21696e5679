import type { LanguageModelV4CallOptions, SharedV4ProviderOptions } from '@ai-sdk/provider';
import type { Edit, Json } from '../../core/index.ts';
import { type Block, membersOf } from '../block.ts';
import { anthropicOptions } from './request/anthropic-options.ts';
import { thinkingOf } from './request/thinking.ts';

/**
 * The edits of a decision, made to a call's options: what the gateway changes in the bytes, as the AI SDK and Anthropic's
 * package spell it. The prompt and the tools are never touched; the model is whoever the call goes to. What the package adds
 * by itself (betas of its features) it still adds. `modelId`: the model that was asked for.
 */
export function editedOptions(
  options: LanguageModelV4CallOptions,
  edits: readonly Edit[],
  modelId: string,
): LanguageModelV4CallOptions {
  const changes = edits.filter((edit) => !('path' in edit) || edit.path[0] !== 'model');
  if (changes.length === 0) return options;
  const draft: Draft = { options: { ...options }, own: { ...anthropicOptions(options.providerOptions) } };
  if (changes.some(isOfThinking)) spellOut(draft, modelId);
  const budget = budgetTokensOf(draft);
  for (const edit of changes) apply(edit, draft);
  if (!changes.some(isOfLength)) keepLength(draft, budget);
  const { anthropic: _before, ...others } = options.providerOptions ?? {};
  return Object.keys(draft.own).length === 0
    ? { ...draft.options, providerOptions: others }
    : { ...draft.options, providerOptions: { ...others, anthropic: toOptions(draft.own) } };
}

interface Draft {
  options: LanguageModelV4CallOptions;
  readonly own: Record<string, unknown>;
}

function isOfThinking(edit: Edit): boolean {
  return 'path' in edit && (edit.path[0] === 'thinking' || edit.path[0] === 'output_config');
}

function isOfLength(edit: Edit): boolean {
  return 'path' in edit && edit.path[0] === 'max_tokens';
}

/** What `reasoning` stands for, written out where it can be edited: the package would translate it for another model anew. */
function spellOut(draft: Draft, modelId: string): void {
  const { thinking, effort } = thinkingOf(draft.options, draft.own, modelId);
  if (thinking !== undefined) draft.own.thinking = thinking;
  if (effort !== undefined) draft.own.effort = effort;
  const { reasoning: _spelt, ...rest } = draft.options;
  draft.options = rest;
}

function apply(edit: Edit, draft: Draft): void {
  if (edit.kind === 'header') return setHeader(edit, draft);
  // `cacheTtl` is no setting of this surface: its breakpoints stand in the prompt, which is not touched.
  if (edit.kind === 'cache_ttl') return;
  const [first, second] = edit.path;
  const value = edit.kind === 'set' ? edit.value : undefined;
  switch (first) {
    case 'thinking':
      return setThinking(second, value, draft);
    case 'output_config':
      return setOwn('effort', value, draft.own);
    case 'inference_geo':
      return setOwn('inferenceGeo', value, draft.own);
    case 'cache_control':
      return setOwn('cacheControl', value, draft.own);
    case 'max_tokens':
      return setLength(value, draft);
    case 'temperature':
    case 'top_p':
    case 'top_k':
      draft.options = withoutSampling(first, draft.options);
      return;
    default:
      return;
  }
}

function setOwn(name: string, value: Json | undefined, own: Record<string, unknown>): void {
  if (value === undefined) delete own[name];
  else own[name] = value;
}

/** Members of `thinking` by the package's name for them. */
const thinkingNames: Readonly<Record<string, string>> = {
  type: 'type',
  budget_tokens: 'budgetTokens',
  display: 'display',
  block_binding: 'blockBinding',
};

function setThinking(member: string | undefined, value: Json | undefined, { own }: Draft): void {
  if (member === undefined) {
    setOwn('thinking', undefined, own);
    for (const [name, one] of Object.entries(membersOf(value) ?? {})) setThinkingMember(name, one, own);
    return;
  }
  setThinkingMember(member, value, own);
}

function setThinkingMember(member: string, value: unknown, own: Record<string, unknown>): void {
  const name = thinkingNames[member];
  if (name === undefined) return;
  const { [name]: _before, ...rest } = membersOf(own.thinking) ?? {};
  const binding = name === 'blockBinding' ? membersOf(value) : undefined;
  const spelt = binding === undefined ? value : { prefixMismatchBehavior: binding.prefix_mismatch_behavior };
  own.thinking = spelt === undefined ? rest : { ...rest, [name]: spelt };
}

/** The API counts a thinking budget within `max_tokens`, the SDK beside it. */
function setLength(value: Json | undefined, draft: Draft): void {
  if (typeof value !== 'number') return;
  draft.options = { ...draft.options, maxOutputTokens: Math.max(1, value - budgetTokensOf(draft)) };
}

/** A budget that is taken away leaves its room to the reply: there is thinking without one, too. */
function keepLength(draft: Draft, budgetBefore: number): void {
  const { maxOutputTokens } = draft.options;
  const freed = budgetBefore - budgetTokensOf(draft);
  if (maxOutputTokens === undefined || freed <= 0) return;
  draft.options = { ...draft.options, maxOutputTokens: maxOutputTokens + freed };
}

function budgetTokensOf({ own }: Draft): number {
  const { type, budgetTokens } = membersOf(own.thinking) ?? {};
  return type === 'enabled' && typeof budgetTokens === 'number' ? budgetTokens : 0;
}

/** Of temperature and topP Anthropic's package sends the first alone: without it the other would come up. */
function withoutSampling(
  parameter: 'temperature' | 'top_p' | 'top_k',
  options: LanguageModelV4CallOptions,
): LanguageModelV4CallOptions {
  const { temperature, topP, topK, ...rest } = options;
  return {
    ...rest,
    ...(parameter === 'temperature' || temperature === undefined ? {} : { temperature }),
    ...(parameter !== 'top_k' || topP === undefined ? {} : { topP }),
    ...(parameter === 'top_k' || topK === undefined ? {} : { topK }),
  };
}

function setHeader({ name, value }: Extract<Edit, { readonly kind: 'header' }>, draft: Draft): void {
  const others = Object.entries(draft.options.headers ?? {}).filter(([key]) => key.toLowerCase() !== name);
  draft.options = { ...draft.options, headers: { ...Object.fromEntries(others), [name]: value } };
  // The list in the header is whole: the package would add what the caller asked for beside it.
  if (name === 'anthropic-beta') delete draft.own.anthropicBeta;
}

/** Provider options are JSON; what was given as such and edited with such is. */
function toOptions(own: Block): SharedV4ProviderOptions[string] {
  return JSON.parse(JSON.stringify(own));
}
