/**
 * From what an answerer says to what the client gets: thinking hidden or left out as the request asks, signatures,
 * the cut at `max_tokens`, and the output counted.
 */

import { digestOf } from './digest.ts';
import { type JsonObject, stringOf } from './json.ts';
import { readBlock } from './prompt/content.ts';
import type { MessagesRequest } from './prompt/request.ts';
import { signThinking } from './prompt/signature.ts';
import { effectiveThinking } from './prompt/thinking.ts';
import { tokensOf } from './prompt/tokens.ts';
import type { OutputCount } from './usage.ts';

/** Why an answer ended, as far as the simulator's models end one. */
export type StopReason = 'end_turn' | 'tool_use' | 'max_tokens' | 'stop_sequence' | 'refusal' | 'pause_turn';

/** An assistant message, before the request's settings are applied to it. */
export interface Answer {
  readonly content: readonly JsonObject[];
  readonly stopReason: StopReason;
  /** Output tokens where they are known, thinking included; otherwise counted from the content. */
  readonly outputTokens?: number;
}

/** Answers a request, or leaves it (undefined) to the next one. */
export type Answerer = (request: MessagesRequest) => Answer | undefined;

/** An answer as it goes out. */
export interface FinishedAnswer {
  readonly content: readonly JsonObject[];
  readonly stopReason: StopReason;
  readonly output: OutputCount;
}

/** Digest of the prompt that a thinking block is bound to: tools, system and messages, without any settings. */
function bindingPrefix({ tools, system, messages }: MessagesRequest): string {
  const blocks = [...tools, ...system, ...messages.flatMap((message) => message.blocks)];
  return digestOf(blocks.map((block) => block.digest).join(''));
}

/** Signs thinking that has no signature yet, and empties it where the request does not show it. */
function finishThinking(block: JsonObject, request: MessagesRequest): JsonObject {
  const thinking = stringOf(block.thinking) ?? '';
  const signature =
    stringOf(block.signature) ??
    signThinking({
      model: request.model.id,
      account: request.credential,
      prefix: bindingPrefix(request),
      thinkingCharacters: thinking.length,
    });
  return { ...block, thinking: effectiveThinking(request).shown ? thinking : '', signature };
}

/** A block cut to so many characters: text is shortened, a tool call keeps its name and loses its input. */
function cutBlock(block: JsonObject, characters: number): JsonObject {
  if (block.type === 'text') return { ...block, text: (stringOf(block.text) ?? '').slice(0, characters) };
  if (block.type === 'thinking') return { ...block, thinking: (stringOf(block.thinking) ?? '').slice(0, characters) };
  return block.type === 'tool_use' ? { ...block, input: {} } : block;
}

/** What fits into so many characters of block text. */
function cutContent(content: readonly JsonObject[], limit: number): readonly JsonObject[] {
  let left = limit;
  for (const [index, block] of content.entries()) {
    const { characters } = readBlock(block);
    if (characters > left) return [...content.slice(0, index), ...(left > 0 ? [cutBlock(block, left)] : [])];
    left -= characters;
  }
  return content;
}

/** Applies a request's settings to an answer. */
export function finishAnswer(answer: Answer, request: MessagesRequest): FinishedAnswer {
  const thinks = effectiveThinking(request).on;
  const said = thinks ? answer.content : answer.content.filter((block) => block.type !== 'thinking');
  const sizes = said.map((block) => ({ block, characters: readBlock(block).characters }));
  const count = (characters: number) => tokensOf(characters, request.model.tokenizer);
  const written = answer.outputTokens ?? sizes.reduce((tokens, { characters }) => tokens + count(characters), 0);
  const thinkingTokens = sizes
    .filter(({ block }) => block.type === 'thinking')
    .reduce((tokens, { characters }) => tokens + count(characters), 0);
  const totalTokens = Math.min(written, request.maxTokens ?? written);
  const isCut = totalTokens < written;
  const allCharacters = sizes.reduce((sum, { characters }) => sum + characters, 0);
  const kept = isCut ? cutContent(said, Math.floor((allCharacters * totalTokens) / written)) : said;
  return {
    content: kept.map((block) => (block.type === 'thinking' ? finishThinking(block, request) : block)),
    stopReason: isCut ? 'max_tokens' : answer.stopReason,
    output: { totalTokens, thinkingTokens: Math.min(thinkingTokens, totalTokens) },
  };
}

/** What a pre-warm (`max_tokens: 0`) gets: the prompt is processed and cached, nothing is written. */
export const emptyAnswer: Answer = { content: [], stopReason: 'max_tokens' };
