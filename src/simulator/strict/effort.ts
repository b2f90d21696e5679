import { type Rule, shouldBe } from './rule.ts';
import { messageEfforts, openingEffort, type Subject } from './subject.ts';

const levels = ['low', 'medium', 'high', 'xhigh', 'max'];

/** Every effort that the request sets, with the path of the field. */
function efforts({ request }: Subject): readonly { readonly path: string; readonly level: string }[] {
  const { effort } = request.settings;
  const own = effort === undefined ? [] : [{ path: 'output_config.effort', level: effort }];
  const along = messageEfforts(request).map(({ at, level }) => ({
    path: `messages.${at}.output_config.effort`,
    level,
  }));
  return [...own, ...along];
}

/** `output_config.effort`, on the request and along the transcript. */
export const effortRules: readonly Rule[] = [
  {
    source: 'facts 3: effort unsupported on Haiku 4.5 and Sonnet 4.5',
    words: '[3P] Oaklight/llm-rosetta pull request 289',
    objection: (subject) =>
      subject.rules.efforts.length === 0 && efforts(subject).length > 0
        ? 'This model does not support the effort parameter.'
        : undefined,
  },
  {
    source: 'facts 3: levels by model; [SDK] BetaOutputConfig',
    objection: (subject) => {
      const unknown = efforts(subject).find(({ level }) => !levels.includes(level));
      if (unknown !== undefined) return shouldBe(unknown.path, levels);
      const unsupported = efforts(subject).find(({ level }) => !subject.rules.efforts.includes(level));
      if (unsupported === undefined) return undefined;
      const supported = subject.rules.efforts.map((level) => `'${level}'`).join(', ');
      return `${unsupported.path} '${unsupported.level}' is not supported on this model. Supported levels: ${supported}.`;
    },
  },
  {
    source: 'facts 3: disabled (Opus 5, Haiku 5.5) and between_tools (Sonnet 5.5) only at effort <= high',
    words: '[3P] anthropics/claude-code issue 81084',
    objection: ({ rules, thinking, effort }) =>
      rules.offUpToHigh && isOff(thinking) && (effort === 'xhigh' || effort === 'max')
        ? `output_config.effort '${effort}' is not supported when thinking is disabled on this model. Use effort 'high' or below, or enable thinking.`
        : undefined,
  },
  {
    source: 'facts 3: with between_tools effort cannot change mid-conversation',
    objection: ({ thinking, request }) => {
      const opening = openingEffort(request);
      const change = messageEfforts(request).find(({ level }) => level !== opening);
      if (thinking !== 'between_tools' || change === undefined) return undefined;
      return `messages.${change.at}.output_config.effort: effort cannot change within a conversation when thinking.type is "between_tools".`;
    },
  },
];

function isOff(thinking: string): boolean {
  return thinking === 'disabled' || thinking === 'between_tools';
}
