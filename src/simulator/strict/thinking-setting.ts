import type { JsonObject } from '../json.ts';
import { stringOf } from '../json.ts';
import { notPermitted, type Rule, shouldBe, unknownTag } from './rule.ts';
import { isSet, objectAt, type Subject } from './subject.ts';

/** The fields of each type of `thinking` beside `type`. [SDK] BetaThinkingConfig* */
const fieldsOf: Readonly<Record<string, readonly string[]>> = {
  adaptive: ['display', 'block_binding'],
  enabled: ['budget_tokens', 'display', 'block_binding'],
  disabled: [],
  between_tools: [],
};

const minimumBudget = 1_024;
const updatesBeta = 'thinking-display-updates-2026-08-18';
const interleavedBeta = 'interleaved-thinking-2025-05-14';

function asked({ request }: Subject): { readonly setting: JsonObject; readonly type: string } | undefined {
  const { thinking } = request.settings;
  return thinking === undefined ? undefined : { setting: thinking, type: stringOf(thinking.type) ?? '' };
}

function unsupported(type: string, { rules }: Subject): string {
  if (type === 'adaptive') return 'adaptive thinking is not supported on this model';
  const instead =
    type === 'disabled' && rules.thinkingTypes.includes('between_tools')
      ? 'To turn thinking off on this model, send "thinking": {"type": "between_tools"}.'
      : 'Use "thinking.type.adaptive" and "output_config.effort" to control thinking behavior.';
  return `"thinking.type.${type}" is not supported for this model. ${instead}`;
}

function budgetObjection(setting: JsonObject, { request, betas }: Subject): string | undefined {
  const budget = setting.budget_tokens;
  if (typeof budget !== 'number') return 'thinking.enabled.budget_tokens: Field required';
  if (budget < minimumBudget) {
    return `thinking.enabled.budget_tokens: Input should be greater than or equal to ${minimumBudget}`;
  }
  // A pre-warm has no room for any budget: its own rule says so.
  const interleaved = betas.includes(interleavedBeta) && request.tools.length > 0;
  if (interleaved || request.maxTokens === 0 || budget < (request.maxTokens ?? Number.POSITIVE_INFINITY))
    return undefined;
  return '`max_tokens` must be greater than `thinking.budget_tokens`.';
}

function displayObjection(type: string, setting: JsonObject, { rules, betas }: Subject): string | undefined {
  if (!isSet(setting.display)) return undefined;
  const updates = rules.displaysUpdates && betas.includes(updatesBeta) ? ['updates'] : [];
  const values = ['summarized', 'omitted', ...updates];
  return values.some((value) => value === setting.display) ? undefined : shouldBe(`thinking.${type}.display`, values);
}

function behaviorObjection(type: string, setting: JsonObject): string | undefined {
  const behavior = objectAt(setting, 'block_binding')?.prefix_mismatch_behavior;
  if (!isSet(behavior) || behavior === 'error' || behavior === 'drop_block') return undefined;
  return shouldBe(`thinking.${type}.block_binding.prefix_mismatch_behavior`, ['error', 'drop_block']);
}

/** The `thinking` setting: its type by model, its fields by type, and their values. */
export const thinkingSettingRules: readonly Rule[] = [
  {
    source: '[SDK] BetaThinkingConfigParam',
    objection: (subject) => {
      const type = asked(subject)?.type;
      const known = Object.keys(fieldsOf);
      return type === undefined || known.includes(type) ? undefined : unknownTag('thinking', type, known);
    },
  },
  {
    source: 'facts 3: accepted thinking.type by model',
    words: '[3P] docker/docker-agent issue 3362, androoAGI/starnet issue 32; of between_tools [3P] dev.to/persimmoq',
    objection: (subject) => {
      const type = asked(subject)?.type;
      if (type === undefined || subject.rules.thinkingTypes.some((accepted) => accepted === type)) return undefined;
      return unsupported(type, subject);
    },
  },
  {
    source: 'facts 3: between_tools takes no other field; [SDK] of the other types',
    objection: (subject) => {
      const { setting, type } = asked(subject) ?? { setting: {}, type: '' };
      const taken = ['type', ...(fieldsOf[type] ?? [])];
      const other = Object.keys(setting).find((key) => isSet(setting[key]) && !taken.includes(key));
      return other === undefined ? undefined : notPermitted(`thinking.${type}.${other}`);
    },
  },
  {
    source: '[SDK] budget_tokens: at least 1,024 and below max_tokens; [DOC] except interleaved with tools',
    objection: (subject) => {
      const { setting, type } = asked(subject) ?? { setting: {}, type: '' };
      return type === 'enabled' ? budgetObjection(setting, subject) : undefined;
    },
  },
  {
    source: 'facts 3: display, "updates" (beta); [SDK] BetaThinkingBlockBinding',
    objection: (subject) => {
      const { setting, type } = asked(subject) ?? { setting: {}, type: '' };
      return displayObjection(type, setting, subject) ?? behaviorObjection(type, setting);
    },
  },
];
