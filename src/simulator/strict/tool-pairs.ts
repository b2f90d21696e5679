import { stringOf } from '../json.ts';
import type { PromptBlock } from '../prompt/content.ts';
import type { PromptMessage } from '../prompt/request.ts';
import type { Rule } from './rule.ts';

function idsOf(blocks: readonly PromptBlock[], type: string, key: string): readonly string[] {
  return blocks.flatMap(({ value }) => (value.type === type ? (stringOf(value[key]) ?? '') : []));
}

/** The messages from one index on that share the kind of role: the API takes neighbours of one role for one turn. */
function turnFrom(messages: readonly PromptMessage[], start: number, step: 1 | -1): readonly PromptBlock[] {
  const isAssistant = messages[start]?.role === 'assistant';
  const blocks: PromptBlock[] = [];
  for (let index = start; index >= 0 && index < messages.length; index += step) {
    const message = messages[index];
    if (message === undefined || (message.role === 'assistant') !== isAssistant) break;
    blocks.push(...message.blocks);
  }
  return blocks;
}

/** The first index in a direction whose role is of the other kind. */
function acrossFrom(messages: readonly PromptMessage[], start: number, step: 1 | -1): number {
  const isAssistant = messages[start]?.role === 'assistant';
  let index = start;
  while (messages[index] !== undefined && (messages[index]?.role === 'assistant') === isAssistant) index += step;
  return index;
}

function strayResult(messages: readonly PromptMessage[]): string | undefined {
  for (const [index, { role, blocks }] of messages.entries()) {
    if (role === 'assistant') continue;
    const called = idsOf(turnFrom(messages, acrossFrom(messages, index, -1), -1), 'tool_use', 'id');
    for (const [place, { value }] of blocks.entries()) {
      const id = stringOf(value.tool_use_id) ?? '';
      if (value.type !== 'tool_result' || called.includes(id)) continue;
      return `messages.${index}.content.${place}: unexpected \`tool_use_id\` found in \`tool_result\` blocks: ${id}. Each \`tool_result\` block must have a corresponding \`tool_use\` block in the previous message.`;
    }
  }
  return undefined;
}

function openCall(messages: readonly PromptMessage[]): string | undefined {
  for (const [index, { role, blocks }] of messages.entries()) {
    if (role !== 'assistant') continue;
    const answered = idsOf(turnFrom(messages, acrossFrom(messages, index, 1), 1), 'tool_result', 'tool_use_id');
    const open = idsOf(blocks, 'tool_use', 'id').filter((id) => !answered.includes(id));
    if (open.length === 0) continue;
    return `messages.${index}: \`tool_use\` ids were found without \`tool_result\` blocks immediately after: ${open.join(', ')}. Each \`tool_use\` block must have a corresponding \`tool_result\` block in the next message.`;
  }
  return undefined;
}

/** Every result belongs to a call of the turn before it, every call has its result in the turn after it. */
export const toolPairRules: readonly Rule[] = [
  {
    source: '[DOC] tool use',
    words: '[3P] anthropics/claude-code issue 13460',
    objection: ({ request }) => strayResult(request.messages),
  },
  {
    source: '[DOC] tool use',
    words: '[3P] anthropics/claude-code issue 5989',
    objection: ({ request }) => openCall(request.messages),
  },
];
