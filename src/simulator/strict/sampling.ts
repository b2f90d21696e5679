import { notPermitted, type Rule } from './rule.ts';
import { isSet, isThinkingOn, type Subject } from './subject.ts';

const parameters = ['temperature', 'top_p', 'top_k'] as const;

/** The version that knows no sampling parameters any more. */
const withoutSampling = '2026-10-21';

/** Default values may be sent; of `top_k` none is documented. */
function isDefault(parameter: (typeof parameters)[number], { body }: Subject): boolean {
  return !isSet(body[parameter]) || (parameter !== 'top_k' && body[parameter] === 1);
}

/** Sampling parameters, by version of the API and by model. */
export const samplingRules: readonly Rule[] = [
  {
    source: 'facts 4: anthropic-version 2026-10-21; [DOC] migration 2026-10-21',
    words: '[3P] qiita.com Synthorai, measured on two models',
    objection: ({ version, body }) => {
      const sent = version >= withoutSampling ? parameters.find((parameter) => isSet(body[parameter])) : undefined;
      return sent === undefined ? undefined : notPermitted(sent);
    },
  },
  {
    source: 'facts 4: non-default sampling on 4.7 and later',
    words: '[3P] The-PR-Agent/pr-agent issue 2456',
    objection: (subject) => {
      if (subject.rules.sampling !== 'default_only') return undefined;
      const sent = parameters.find((parameter) => !isDefault(parameter, subject));
      return sent === undefined ? undefined : `\`${sent}\` is deprecated for this model.`;
    },
  },
  {
    source: 'facts 4: Haiku 4.5; [3P] the same of Sonnet 4.5 (langfuse issue 9882) and 4.6 (AionUi issue 912)',
    words: '[3P] iOfficeAI/AionUi issue 912',
    objection: ({ rules, body }) =>
      rules.sampling === 'temperature_or_top_p' && isSet(body.temperature) && isSet(body.top_p)
        ? '`temperature` and `top_p` cannot both be specified for this model. Please use only one.'
        : undefined,
  },
  {
    source: '[3P] mnfst/modelparams.dev issue 214',
    words: '[3P] mnfst/modelparams.dev issue 214, its link left out',
    objection: (subject) =>
      isThinkingOn(subject) && !isDefault('temperature', subject)
        ? '`temperature` may only be set to 1 when thinking is enabled or in adaptive mode.'
        : undefined,
  },
];
