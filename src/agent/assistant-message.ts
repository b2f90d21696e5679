import type { ContentBlock, Message } from './message.ts';
import type { BuiltReply } from './reply-builder.ts';

/**
 * The assistant message that a reply adds to the transcript; `undefined`: nothing of it may stand there. Of a reply that
 * broke off, whole blocks stay verbatim and so does begun text; begun thinking has no signature, a begun call no input, so
 * both go. Thinking alone says nothing that could be continued.
 */
export function assistantMessageOf({ blocks, unfinished }: BuiltReply): Message | undefined {
  const begun = unfinished?.type === 'text' && hasText(unfinished) ? [unfinished] : [];
  const content = [...blocks, ...begun].filter((block) => block.type !== 'text' || hasText(block));
  if (content.every(({ type }) => type === 'thinking' || type === 'redacted_thinking')) return undefined;
  return { role: 'assistant', content };
}

/** The API refuses text blocks that are empty or white space. */
function hasText({ text }: ContentBlock): boolean {
  return typeof text === 'string' && text.trim() !== '';
}
