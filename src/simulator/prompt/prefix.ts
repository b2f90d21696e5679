/**
 * A prompt as the cache sees it: tools, then system, then messages, block after block. Each position has a digest of
 * everything up to it, so that equal digests are equal prefixes, and the settings that invalidate a section are mixed
 * in where that section begins.
 */

import { digestOf } from '../digest.ts';
import { isObject } from '../json.ts';
import type { CacheTtl, PromptBlock } from './content.ts';
import type { MessagesRequest, PromptMessage } from './request.ts';
import { effectiveThinking } from './thinking.ts';
import { readableMessages } from './thinking-blocks.ts';
import { isThinking } from './thinking-prefix.ts';
import { messageOverheadTokens, tokensOf } from './tokens.ts';

/** The end of one block of the prompt. */
export interface Position {
  /** Stands for the whole prompt up to here, for this model, credential and settings. */
  readonly digest: string;
  /** Tokens up to here. */
  readonly tokens: number;
  /** Set where a cache breakpoint ends. */
  readonly cacheTtl: CacheTtl | undefined;
}

/** Every position of a prompt, and its size. */
export interface Prefix {
  readonly positions: readonly Position[];
  readonly totalTokens: number;
}

function hasType(block: PromptBlock, type: string): boolean {
  if (block.value.type === type) return true;
  const { content } = block.value;
  return Array.isArray(content) && content.some((inner) => isObject(inner) && inner.type === type);
}

function citesSources(block: PromptBlock): boolean {
  const { citations } = block.value;
  return block.value.type === 'document' && isObject(citations) && citations.enabled === true;
}

/** The settings that invalidate each section and everything after it. */
function sectionKeys(request: MessagesRequest) {
  const { model, settings, credential, messages } = request;
  const blocks = messages.flatMap((message) => message.blocks);
  const behaviour = `${settings.effort ?? model.effort ?? ''}/${effectiveThinking(request).cacheKey}`;
  const everything = model.settingsInvalidate === 'everything' ? behaviour : '';
  return {
    tools: `${model.id}/${credential}/${everything}`,
    system: `${settings.fast}/${blocks.some(citesSources)}`,
    messages: `${settings.toolChoice}/${blocks.some((block) => hasType(block, 'image'))}/${behaviour}`,
  };
}

function isUserSpeaking(message: PromptMessage): boolean {
  return message.role === 'user' && !message.blocks.some((block) => block.value.type === 'tool_result');
}

/**
 * The messages as they enter the prompt: without the thinking that the model cannot read, and on some models without
 * that of loops which a user's message ended.
 */
function promptMessages(request: MessagesRequest): readonly PromptMessage[] {
  const messages = readableMessages(request);
  if (request.model.keepsOldThinking) return messages;
  const lastUser = messages.findLastIndex(isUserSpeaking);
  return messages.map((message, index) =>
    index < lastUser && message.blocks.some(isThinking)
      ? { ...message, blocks: message.blocks.filter((block) => !isThinking(block)) }
      : message,
  );
}

/** Lays a request's prompt out, with its breakpoints: explicit ones, and the automatic one on the last block. */
export function layOut(request: MessagesRequest): Prefix {
  const keys = sectionKeys(request);
  const { tokenizer } = request.model;
  const positions: Position[] = [];
  let digest = digestOf(keys.tools);
  let tokens = 0;
  const add = (block: PromptBlock, role = '') => {
    digest = digestOf(digest + role + block.digest);
    tokens += tokensOf(block.characters, tokenizer) + (role === '' ? 0 : messageOverheadTokens);
    positions.push({ digest, tokens, cacheTtl: block.cacheTtl });
  };
  for (const tool of request.tools) add(tool);
  digest = digestOf(digest + keys.system);
  for (const block of request.system) add(block);
  digest = digestOf(digest + keys.messages);
  for (const message of promptMessages(request)) {
    let role = message.role;
    for (const block of message.blocks) {
      add(block, role);
      role = '';
    }
  }
  const last = positions.at(-1);
  if (last !== undefined && request.automaticCacheTtl !== undefined) {
    positions[positions.length - 1] = { ...last, cacheTtl: last.cacheTtl ?? request.automaticCacheTtl };
  }
  return { positions, totalTokens: tokens };
}
