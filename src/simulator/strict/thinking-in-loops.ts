import { stringOf } from '../json.ts';
import type { PromptMessage } from '../prompt/request.ts';
import { isThinking } from '../prompt/thinking-prefix.ts';
import type { Rule } from './rule.ts';
import type { Subject } from './subject.ts';

function hasResult(message: PromptMessage): boolean {
  return message.blocks.some(({ value }) => value.type === 'tool_result');
}

/**
 * Where the assistant's turn in final position begins: the turn goes on through tool results, so it is the first
 * assistant message after the last user message without one. Undefined where the transcript ends in such a message.
 */
function finalTurn({ messages }: Subject['request']): number | undefined {
  const asked = messages.findLastIndex((message) => message.role === 'user' && !hasResult(message));
  const start = messages.findIndex((message, index) => index > asked && message.role === 'assistant');
  return start === -1 ? undefined : start;
}

function missingSignature({ request }: Subject): string | undefined {
  for (const [index, { blocks }] of request.messages.entries()) {
    const place = blocks.findIndex(({ value }) => value.type === 'thinking' && typeof value.signature !== 'string');
    if (place !== -1) return `messages.${index}.content.${place}.thinking.signature: Field required`;
  }
  return undefined;
}

/** Thinking blocks as the structure of a turn demands or forbids them. */
export const thinkingInLoopRules: readonly Rule[] = [
  {
    source: 'facts 3: dropped signature',
    words: '[3P] sst/opencode issue 25005',
    objection: missingSignature,
  },
  {
    source: 'facts 3: manual thinking turned on in the middle of a loop',
    words: '[3P] sst/opencode issue 3077',
    objection: ({ request, thinking }) => {
      const start = thinking === 'enabled' ? finalTurn(request) : undefined;
      const first = start === undefined ? undefined : request.messages[start]?.blocks[0];
      if (first === undefined || isThinking(first)) return undefined;
      return `messages.${start}.content.0.type: Expected \`thinking\` or \`redacted_thinking\`, but found \`${stringOf(first.value.type)}\`. When \`thinking\` is enabled, a final \`assistant\` message must start with a thinking block`;
    },
  },
  {
    source: 'facts 3: thinking in a final assistant message while thinking is off',
    words: '[3P] tailcallhq/forgecode issue 1853',
    objection: ({ request, thinking }) => {
      const last = request.messages.at(-1);
      const place = last?.role === 'assistant' ? last.blocks.findIndex(isThinking) : -1;
      if (thinking !== 'disabled' || place === -1) return undefined;
      return `messages.${request.messages.length - 1}.content.${place}: When thinking is disabled, an \`assistant\` message in the final position cannot contain \`thinking\`. To use thinking blocks, enable \`thinking\` in your request.`;
    },
  },
];
