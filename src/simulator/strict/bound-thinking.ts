import { preservedThinkingOf } from '../prompt/preserved-thinking.ts';
import { bindingBeta, mismatchBehavior, type ThinkingBlock, thinkingBlocksOf } from '../prompt/thinking-blocks.ts';
import type { Rule } from './rule.ts';
import type { Subject } from './subject.ts';

const invalid = 'Invalid `signature` in `thinking` block';

/** Whether a changed prefix is refused: by the account's age, by the model, or because the request asks for it. */
function isEnforced({ request, prefixCheck }: Subject): boolean {
  const { checksPrefix } = preservedThinkingOf(request.model.id);
  switch (checksPrefix) {
    case 'no':
      return false;
    case 'every_account':
      return true;
    case 'newer_accounts':
      return prefixCheck || mismatchBehavior(request) !== undefined;
    default:
      return checksPrefix satisfies never;
  }
}

function bindingObjection({ path, verdict }: ThinkingBlock, subject: Subject): string | undefined {
  if (verdict.kind !== 'prefix_changed' || !isEnforced(subject)) return undefined;
  if (mismatchBehavior(subject.request) === 'drop_block') return undefined;
  const what = { tools: '`tools` list differs', system: '`system` prompt differs', messages: '`messages` differ' };
  return `${path}: ${invalid}. The block is bound to a different conversation. Remove the block, or set \`thinking.block_binding.prefix_mismatch_behavior\` to "drop_block". That setting requires the \`${bindingBeta}\` value in the \`anthropic-beta\` header. The ${what[verdict.part]} from the one this block was created with.`;
}

function firstOf(subject: Subject, objection: (block: ThinkingBlock) => string | undefined): string | undefined {
  for (const block of thinkingBlocksOf(subject.request)) {
    const words = objection(block);
    if (words !== undefined) return words;
  }
  return undefined;
}

/** Thinking blocks that were changed, made up, or moved behind another prefix. */
export const boundThinkingRules: readonly Rule[] = [
  {
    source: 'facts 3: blocks modified; [SDK] a modified block is a 400 wherever it stands',
    words: '[3P] benchr.org, of the latest message; anthropics/claude-code issue 10627, of earlier ones',
    objection: (subject) => {
      const latest = subject.request.messages.findLastIndex(({ role }) => role === 'assistant');
      return firstOf(subject, ({ path, message, verdict }) => {
        if (verdict.kind !== 'modified') return undefined;
        if (message !== latest) return `${path}: ${invalid}`;
        return `${path}: \`thinking\` or \`redacted_thinking\` blocks in the latest assistant message cannot be modified. These blocks must remain as they were in the original response.`;
      });
    },
  },
  {
    source: 'an option of the check: nobody here signed it',
    words: '[3P] anthropics/claude-code issue 10627',
    objection: (subject) =>
      subject.foreignSignatures === 'refuse'
        ? firstOf(subject, ({ path, verdict }) => (verdict.kind === 'foreign' ? `${path}: ${invalid}` : undefined))
        : undefined,
  },
  {
    source: 'facts 3: prefix check; [DOC] preserved thinking',
    words: '[3P] anomalyco/opencode issue 48637, of `system`',
    objection: (subject) => firstOf(subject, (block) => bindingObjection(block, subject)),
  },
];
