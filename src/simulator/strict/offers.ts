import { type Rule, shouldBe, unknownTag } from './rule.ts';
import { contextEdits, isSet, isThinkingOn } from './subject.ts';

const knownEdits = ['clear_tool_uses_20250919', 'clear_thinking_20251015', 'compact_20260112'];

/** What only some models offer: fast mode, fallbacks, regions, tiers of service, context edits. */
export const offerRules: readonly Rule[] = [
  {
    source: 'facts 4: fast mode is an error where it is not offered; 1: where it is',
    objection: ({ body, rules, model }) =>
      body.speed === 'fast' && rules.fastMode === 'refused'
        ? `'${model.id}' does not support the \`speed\` parameter.`
        : undefined,
  },
  {
    source: 'facts 4: fallbacks list on Haiku 5.5; 11.20: Haiku has no server-side fallback list',
    objection: ({ body, rules, model }) =>
      Array.isArray(body.fallbacks) && !rules.fallbackList
        ? `fallbacks: '${model.id}' does not support a list of fallback models.`
        : undefined,
  },
  {
    source: 'facts 1: inference_geo from 4.6 on',
    objection: ({ body, rules, model }) =>
      isSet(body.inference_geo) && !rules.inferenceGeo
        ? `inference_geo: '${model.id}' does not support the \`inference_geo\` parameter.`
        : undefined,
  },
  {
    source: 'facts 4: service_tier auto | standard_only',
    objection: ({ body }) =>
      !isSet(body.service_tier) || body.service_tier === 'auto' || body.service_tier === 'standard_only'
        ? undefined
        : shouldBe('service_tier', ['auto', 'standard_only']),
  },
  {
    source: '[SDK] BetaContextManagementConfig; facts 4: no compaction on 4.5',
    objection: (subject) => {
      const types = contextEdits(subject.body);
      const known = subject.rules.compaction ? knownEdits : knownEdits.slice(0, 2);
      const at = types.findIndex((type) => !known.includes(type));
      return at === -1 ? undefined : unknownTag(`context_management.edits.${at}`, types[at] ?? '', known);
    },
  },
  {
    source: '[3P] router-for-me/CLIProxyAPI issue 4957',
    words: '[3P] router-for-me/CLIProxyAPI issue 4957',
    objection: (subject) =>
      contextEdits(subject.body).includes('clear_thinking_20251015') && !isThinkingOn(subject)
        ? '`clear_thinking_20251015` strategy requires `thinking` to be enabled or adaptive'
        : undefined,
  },
];
