import type { Rule } from './rule.ts';
import { isSet, type Subject } from './subject.ts';

/** An assistant message at the end, other than a server-tool loop that goes on after `pause_turn`. */
function isPrefilled({ request, body }: Subject): boolean {
  const last = request.messages.at(-1);
  if (last?.role !== 'assistant' || isSet(body.fallback_credit_token)) return false;
  return !last.blocks.some(({ value }) => value.type === 'server_tool_use');
}

/** A transcript that ends in an assistant message to be continued. */
export const prefillRules: readonly Rule[] = [
  {
    source: 'facts 4: prefill on 4.6 and later; [SDK] a fallback credit allows one',
    words: '[3P] cortexkit/magic-context issue 511',
    objection: (subject) =>
      isPrefilled(subject) && !subject.rules.prefill
        ? 'This model does not support assistant message prefill. The conversation must end with a user message.'
        : undefined,
  },
  {
    source: 'facts 4: Haiku 4.5 accepts prefill with thinking off',
    objection: (subject) =>
      isPrefilled(subject) && subject.thinking === 'enabled'
        ? 'Prefilling assistant messages is not supported when thinking is enabled.'
        : undefined,
  },
];
