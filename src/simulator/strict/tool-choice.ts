import type { Rule } from './rule.ts';
import { forcesTool } from './subject.ts';

/** `tool_choice` of type `any` or `tool`. */
export const toolChoiceRules: readonly Rule[] = [
  {
    source: 'facts 4: forced tool_choice on Sonnet 5.5, Opus 5.5, Fable 5.1/5.2',
    words: '[3P] can1357/oh-my-pi issue 12939',
    objection: (subject) =>
      forcesTool(subject) && !subject.rules.forcedTool
        ? 'tool_choice: type "tool" and "any" are not supported for this model.'
        : undefined,
  },
  {
    source: 'facts 4: with manual thinking an error on 4.5 models; of 4.6 assumed',
    words: '[3P] codeready-toolchain/tarsy pull request 341',
    objection: (subject) =>
      forcesTool(subject) && subject.thinking === 'enabled'
        ? 'Thinking may not be enabled when tool_choice forces tool use.'
        : undefined,
  },
];
