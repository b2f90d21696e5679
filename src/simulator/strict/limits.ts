import { layOut } from '../prompt/prefix.ts';
import type { Rule } from './rule.ts';
import { asksForFormat, forcesTool, type Subject } from './subject.ts';

function againstPrewarm(subject: Subject): string | undefined {
  if (subject.request.stream) return 'stream';
  if (subject.thinking === 'enabled') return 'thinking.type.enabled';
  if (asksForFormat(subject)) return 'output_config.format';
  return forcesTool(subject) ? 'tool_choice' : undefined;
}

/**
 * `max_tokens`, and the size of the prompt. A prompt that leaves less than max_tokens in the window is no error: the
 * answer then ends with `model_context_window_exceeded`.
 */
export const limitRules: readonly Rule[] = [
  {
    source: "facts 4: max_tokens above the model's maximum; 1: the maxima",
    objection: ({ request: { maxTokens }, model }) =>
      maxTokens !== undefined && maxTokens > model.maxOutputTokens
        ? `max_tokens: ${maxTokens} > ${model.maxOutputTokens}, which is the maximum allowed number of output tokens for ${model.id}`
        : undefined,
  },
  {
    source: 'facts 2: max_tokens 0 is refused with stream, enabled thinking, output format, forced tool_choice',
    objection: (subject) => {
      const against = subject.request.maxTokens === 0 ? againstPrewarm(subject) : undefined;
      return against === undefined ? undefined : `max_tokens: 0 cannot be combined with \`${against}\`.`;
    },
  },
];

/** The context window. Apart, because it is the only rule that has to count the whole prompt. */
export const windowRule: Rule = {
  source: 'facts 1: context windows; 4: overflow',
  objection: ({ request, model }) => {
    const { totalTokens } = layOut(request);
    return totalTokens > model.contextTokens
      ? `prompt is too long: ${totalTokens} tokens > ${model.contextTokens} maximum`
      : undefined;
  },
};
