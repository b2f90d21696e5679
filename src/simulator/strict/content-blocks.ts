import type { PromptBlock } from '../prompt/content.ts';
import { notPermitted, type Rule } from './rule.ts';
import type { Subject } from './subject.ts';

const withoutDocuments = '2026-10-21';

/** The path of the first block in messages of a role for which a test holds, under the newer version. */
function pathOf(
  { request, version }: Subject,
  role: string,
  holds: (block: PromptBlock) => boolean,
): string | undefined {
  if (version < withoutDocuments) return undefined;
  for (const [index, message] of request.messages.entries()) {
    const place = message.role === role ? message.blocks.findIndex(holds) : -1;
    if (place !== -1) return `messages.${index}.content.${place}`;
  }
  return undefined;
}

/** What messages may not hold since anthropic-version 2026-10-21. */
export const contentBlockRules: readonly Rule[] = [
  {
    source: 'facts 4: document blocks in assistant messages; [DOC] migration 2026-10-21',
    objection: (subject) => {
      const path = pathOf(subject, 'assistant', ({ value }) => value.type === 'document');
      return path === undefined ? undefined : `${path}: \`document\` blocks are not permitted in assistant messages.`;
    },
  },
  {
    source: 'facts 4: non-empty citations in user text; [DOC] migration 2026-10-21',
    objection: (subject) => {
      const path = pathOf(
        subject,
        'user',
        ({ value }) => value.type === 'text' && Array.isArray(value.citations) && value.citations.length > 0,
      );
      return path === undefined ? undefined : notPermitted(`${path}.text.citations`);
    },
  },
];
