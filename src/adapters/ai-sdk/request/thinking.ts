import type { LanguageModelV4CallOptions } from '@ai-sdk/provider';
import { capabilitiesOf, given, type ModelCapabilities } from '../../../core/index.ts';
import { type Block, membersOf, textOf } from '../../block.ts';

/** How a call wants the model to think: as `providerOptions.anthropic` says it, in the package's own spelling. */
export interface ThinkingOptions {
  readonly thinking?: Block;
  readonly effort?: string;
}

/**
 * Thinking and effort of a call. `providerOptions.anthropic` go before the SDK's own `reasoning`, which Anthropic's package
 * translates by model (`resolveAnthropicReasoningConfig`); so does this.
 */
export function thinkingOf(options: LanguageModelV4CallOptions, own: Block, modelId: string): ThinkingOptions {
  const thinking = membersOf(own.thinking);
  const effort = textOf(own.effort);
  const { reasoning } = options;
  const isTranslated = effort === undefined && reasoning !== undefined && reasoning !== 'provider-default';
  const translated = isTranslated ? translatedReasoning(reasoning, capabilitiesOf(modelId)) : {};
  const asked = thinking ?? translated.thinking;
  return {
    ...given('thinking', asked),
    ...given('effort', effort ?? (asked?.type === 'disabled' ? undefined : translated.effort)),
  };
}

type Reasoning = Exclude<LanguageModelV4CallOptions['reasoning'], undefined | 'provider-default'>;

/** Of a model that no table knows nothing is known but that its own package will see to it. */
function translatedReasoning(reasoning: Reasoning, model: ModelCapabilities | undefined): ThinkingOptions {
  if (model === undefined) return {};
  const { accepts } = model.thinking;
  if (reasoning === 'none') {
    if (accepts.includes('between_tools')) return { thinking: { type: 'between_tools' } };
    return accepts.includes('disabled') ? { thinking: { type: 'disabled' } } : { effort: 'low' };
  }
  if (accepts.includes('adaptive')) {
    const wanted = reasoning === 'minimal' ? 'low' : reasoning;
    const isKnown = wanted !== 'xhigh' || (model.effort?.levels.includes('xhigh') ?? false);
    return { thinking: { type: 'adaptive', display: 'summarized' }, effort: isKnown ? wanted : 'high' };
  }
  const budgetTokens = Math.max(1_024, Math.round(model.maxOutputTokens * budgetShares[reasoning]));
  return { thinking: { type: 'enabled', budgetTokens } };
}

/** Of the model's longest reply. [AIP] `DEFAULT_REASONING_BUDGET_PERCENTAGES`, provider-utils 4. */
const budgetShares = { minimal: 0.02, low: 0.1, medium: 0.3, high: 0.6, xhigh: 0.9, max: 0.95 } as const;

/** `thinking` as the API spells it. */
export function thinkingBlock(thinking: Block | undefined): Block | undefined {
  if (thinking === undefined) return undefined;
  const { type, budgetTokens, display, blockBinding } = thinking;
  const binding = membersOf(blockBinding);
  return {
    type,
    budget_tokens: type === 'enabled' ? (budgetTokens ?? undefinedBudgetTokens) : undefined,
    display: type === 'adaptive' ? display : undefined,
    block_binding: binding && { prefix_mismatch_behavior: binding.prefixMismatchBehavior },
  };
}

/** What the package takes where thinking is enabled without a budget. */
const undefinedBudgetTokens = 1_024;
