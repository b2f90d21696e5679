/**
 * From what an answerer says to what the client gets: thinking hidden or left out as the request asks, signatures,
 * the cut at `max_tokens` or at the end of the context window, the output counted, and what was dropped from the input.
 */

import { digestOf } from './digest.ts';
import { type JsonObject, stringOf } from './json.ts';
import { readBlock } from './prompt/content.ts';
import { layOut } from './prompt/prefix.ts';
import type { MessagesRequest } from './prompt/request.ts';
import { signThinking } from './prompt/signature.ts';
import { effectiveThinking } from './prompt/thinking.ts';
import { inputTransformations } from './prompt/thinking-blocks.ts';
import { type PrefixCursor, startPrefix } from './prompt/thinking-prefix.ts';
import { messageOverheadTokens, tokensOf } from './prompt/tokens.ts';
import type { OutputCount } from './usage.ts';

/** Why an answer ended, as far as the simulator's models end one. */
export type StopReason =
  | 'end_turn'
  | 'tool_use'
  | 'max_tokens'
  | 'model_context_window_exceeded'
  | 'stop_sequence'
  | 'refusal'
  | 'pause_turn';

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
  /** Thinking that failed a binding check; undefined where the request does not ask to be told. */
  readonly inputTransformations: readonly JsonObject[] | undefined;
}

/** The prefix of the answer's first block. */
function prefixOfAnswer(request: MessagesRequest): PrefixCursor {
  const cursor = startPrefix(request);
  for (const { role, blocks } of request.messages) {
    cursor.open(role);
    for (const block of blocks) cursor.pass(block);
  }
  cursor.open('assistant');
  return cursor;
}

/** Signs thinking that has no signature yet, and empties it where the request does not show it. */
function finishThinking(block: JsonObject, request: MessagesRequest, cursor: PrefixCursor): JsonObject {
  const thinking = stringOf(block.thinking) ?? '';
  const shown = effectiveThinking(request).shown ? thinking : '';
  const signature =
    stringOf(block.signature) ??
    signThinking({
      model: request.model.id,
      account: request.credential,
      prefix: cursor.here(),
      shown: digestOf(shown),
      thinkingCharacters: thinking.length,
    });
  return { ...block, thinking: shown, signature };
}

/** Signs the thinking of an answer, each block for what stands before it. */
function finishContent(content: readonly JsonObject[], request: MessagesRequest): readonly JsonObject[] {
  if (!content.some((block) => block.type === 'thinking')) return content;
  const cursor = prefixOfAnswer(request);
  return content.map((block) => {
    const finished = block.type === 'thinking' ? finishThinking(block, request, cursor) : block;
    cursor.pass(readBlock(finished));
    return finished;
  });
}

/**
 * What the context window leaves for an answer of so many tokens. The prompt is only laid out where that may matter:
 * no character is more than a token, and no block brings more overhead than a message.
 */
function roomInWindow(request: MessagesRequest, wanted: number): number {
  const { model, tools, system, messages } = request;
  const blocks = [...tools, ...system, ...messages.flatMap((message) => message.blocks)];
  const atMost = blocks.reduce((sum, { characters }) => sum + characters + messageOverheadTokens, 0);
  if (atMost + wanted <= model.contextTokens) return wanted;
  return Math.max(0, model.contextTokens - layOut(request).totalTokens);
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
  const allowed = Math.min(written, request.maxTokens ?? written);
  const totalTokens = Math.min(allowed, roomInWindow(request, allowed));
  const isCut = totalTokens < written;
  const cutReason = totalTokens < allowed ? 'model_context_window_exceeded' : 'max_tokens';
  const allCharacters = sizes.reduce((sum, { characters }) => sum + characters, 0);
  const kept = isCut ? cutContent(said, Math.floor((allCharacters * totalTokens) / written)) : said;
  return {
    content: finishContent(kept, request),
    stopReason: isCut ? cutReason : answer.stopReason,
    output: { totalTokens, thinkingTokens: Math.min(thinkingTokens, totalTokens) },
    inputTransformations: inputTransformations(request),
  };
}

/** What a pre-warm (`max_tokens: 0`) gets: the prompt is processed and cached, nothing is written. */
export const emptyAnswer: Answer = { content: [], stopReason: 'max_tokens' };
