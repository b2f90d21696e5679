import type { Rule } from './rule.ts';

/**
 * The rules of the design, in order; the first match wins. They name tiers by quality only: which of the allowed tiers
 * answers is arithmetic's question.
 */
export const defaultRules: readonly Rule[] = [
  {
    reason: 'unmanaged',
    when: { managed: false },
    allow: 'as_asked',
    meaning: 'The requested model is not one of `manage`.',
  },
  {
    reason: 'side_call',
    when: { sideCall: true },
    allow: 'as_asked',
    meaning:
      "A call beside the conversation: title, summary, compaction, probe. Known by the client's class header, or by having no tools and a forced format or room for 64 tokens at most.",
  },
  {
    reason: 'user_request',
    when: { toolResults: false },
    allow: ['reasoning'],
    meaning: 'No tool result in the tail: an initial request or a follow-up.',
  },
  {
    reason: 'user_interjection',
    when: { userSpeaks: true },
    allow: ['reasoning'],
    meaning: "A person's text, an image or a document stands beside tool results.",
  },
  {
    reason: 'tool_error',
    when: { toolError: true },
    allow: ['reasoning'],
    meaning: 'A tool result is an error: `is_error`, or one of `errorPatterns`.',
  },
  {
    reason: 'stalled',
    when: { stalled: true },
    allow: ['reasoning'],
    meaning:
      'Three calls with the same name and input, each right after the other, within the last six; `pollingTools` are exempt.',
  },
  {
    reason: 'simple_tools',
    when: { tools: 'all_simple' },
    allow: ['execution', 'reasoning'],
    meaning: 'Every tool of the last turn is simple.',
  },
  {
    reason: 'mixed_tools',
    when: { tools: 'some_simple' },
    allow: ['reasoning'],
    meaning: 'Some tools of the last turn are simple.',
  },
  {
    reason: 'complex_tools',
    when: { tools: 'none_simple' },
    allow: ['reasoning'],
    meaning: 'No tool of the last turn is simple.',
  },
];

/** The reason of a turn that no rule matches, which a user's own list can leave; the reasoning tier answers it. */
export const noRuleReason = 'no_rule';
