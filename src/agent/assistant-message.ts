import type { ContentBlock, Message } from './message.ts';
import type { BuiltReply } from './reply-builder.ts';

/**
 * The assistant message that a reply adds to the transcript; `undefined`: nothing of it may stand there. Of a reply that
 * broke off, whole blocks stay verbatim and so does begun text; begun thinking has no signature, a begun call no input, so
 * both go. Thinking alone says nothing that could be continued.
 */
export function assistantMessageOf({ blocks, unfinished }: BuiltReply): Message | undefined {
  const begun = unfinished?.type === 'text' ? [unfinished] : [];
  const said = [...blocks, ...begun];
  const lastThought = said.findLastIndex(isThinking);
  const content = said.filter((block, place) => block.type !== 'text' || mayStand(block, place < lastThought));
  if (content.every(isThinking)) return undefined;
  return { role: 'assistant', content };
}

function isThinking({ type }: ContentBlock): boolean {
  return type === 'thinking' || type === 'redacted_thinking';
}

/**
 * The API refuses its own empty text blocks when they come back, and white space as a message's only text (LibreChat-AI/agents
 * pull request 124). White space that thinking follows stays all the same: that thinking is bound to it.
 */
function mayStand({ text }: ContentBlock, thoughtFollows: boolean): boolean {
  if (typeof text !== 'string' || text === '') return false;
  return thoughtFollows || text.trim() !== '';
}
