/**
 * LangChain's messages as the Messages API has them: tool results are the user's, those that follow each other stand in one
 * message, leading system messages are `system`. As @langchain/anthropic 1.5 sends them
 * (`_convertMessagesToAnthropicPayload`), with one word more: a tool message that says it failed is told as an error, which
 * the package leaves out.
 */
import { AIMessage, type BaseMessage, ToolMessage } from '@langchain/core/messages';
import type { Block } from '../block.ts';
import { contentOf, type MessageCall } from './content-blocks.ts';

/** `system` and `messages` of a request. */
export interface MessageBlocks {
  readonly system: string | readonly Block[] | undefined;
  readonly messages: readonly Block[];
}

/** Translates messages. */
export function messageBlocks(messages: readonly BaseMessage[]): MessageBlocks {
  const firstOther = messages.findIndex(({ type }) => type !== 'system');
  const leading = firstOther === -1 ? messages.length : firstOther;
  return {
    system: systemOf(messages.slice(0, leading)),
    messages: joined(messages.slice(leading).map(toBlock)),
  };
}

function systemOf(messages: readonly BaseMessage[]): string | readonly Block[] | undefined {
  const [only, ...others] = messages.map(({ content }) => contentOf(content));
  if (only === undefined || others.length === 0) return only;
  return [only, ...others].flatMap((content) => listOf(content));
}

function listOf(content: string | readonly Block[]): readonly Block[] {
  return typeof content === 'string' ? [{ type: 'text', text: content }] : content;
}

interface Told {
  readonly role: string;
  readonly content: string | readonly Block[];
  readonly [key: string]: unknown;
}

function toBlock(message: BaseMessage): Told {
  if (ToolMessage.isInstance(message)) return { role: 'user', content: [resultBlock(message)] };
  if (AIMessage.isInstance(message)) return { role: 'assistant', content: assistantContent(message) };
  return { role: message.type === 'system' ? 'system' : 'user', content: contentOf(message.content) };
}

function resultBlock(message: ToolMessage): Block {
  return {
    type: 'tool_result',
    content: contentOf(message.content),
    tool_use_id: message.tool_call_id,
    is_error: message.status === 'error' ? true : undefined,
  };
}

function assistantContent(message: AIMessage): string | readonly Block[] {
  const calls = message.tool_calls ?? [];
  const content = contentOf(message.content, calls);
  if (calls.length === 0) return content;
  const said = content === '' ? [] : listOf(content);
  const known = new Set(said.map(({ id }) => id));
  return [...said, ...calls.filter(({ id }) => !known.has(id)).map(toolUse)];
}

function toolUse({ id, name, args }: MessageCall): Block {
  return { type: 'tool_use', id, name, input: args };
}

/** Messages that hold nothing but tool results are one where they follow each other. */
function joined(messages: readonly Told[]): readonly Told[] {
  const result: Told[] = [];
  for (const message of messages) {
    const last = result.at(-1);
    if (last !== undefined && isResults(last.content) && isResults(message.content))
      result[result.length - 1] = { ...last, content: [...last.content, ...message.content] };
    else result.push(message);
  }
  return result;
}

function isResults(content: string | readonly Block[]): content is readonly Block[] {
  return typeof content !== 'string' && content.length > 0 && content.every(({ type }) => type === 'tool_result');
}
