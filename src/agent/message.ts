import type { Json } from '../core/index.ts';

/** A JSON object, as it is sent and received. */
export type JsonObject = { readonly [key: string]: Json };

/** A content block of the Messages API, kept exactly as it came: unknown fields and types too. */
export type ContentBlock = JsonObject & { readonly type: string };

/** A message of the transcript. Only ever appended, never changed: thinking is bound to everything before it. */
export interface Message {
  readonly role: 'user' | 'assistant' | 'system';
  readonly content: string | readonly ContentBlock[];
}

/** A block as a program writes it: JSON in the API's shape (an SDK's block types fit). */
export type BlockLike = ContentBlock | { readonly type: string };

/** What a user says. */
export type UserContent = string | readonly BlockLike[];

/** Blocks as plain JSON. Throws for what JSON cannot say: that is the caller's mistake. */
export function toBlocks(blocks: readonly BlockLike[]): readonly ContentBlock[] {
  return JSON.parse(JSON.stringify(blocks));
}

/** A user's message. */
export function userMessage(content: UserContent): Message {
  return { role: 'user', content: typeof content === 'string' ? content : toBlocks(content) };
}

/** A message's blocks; text alone is one text block. */
export function blocksOf({ content }: Message): readonly ContentBlock[] {
  return typeof content === 'string' ? [{ type: 'text', text: content }] : content;
}

/** The text of blocks, joined; '' where there is none. */
export function textOf(blocks: readonly ContentBlock[]): string {
  return blocks.map((block) => (block.type === 'text' && typeof block.text === 'string' ? block.text : '')).join('');
}

/** Whether JSON is an object, not a list. */
export function isJsonObject(value: Json | undefined): value is JsonObject {
  return isObject(value);
}

/** Whether a value is an object, not a list. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
