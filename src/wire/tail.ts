/**
 * The tail of a transcript: everything after the last assistant message, joined with the calls of that message (or run of
 * messages). Read from spans, block by block: a thinking block, an image or an earlier message is never parsed.
 */
import type { Tail, ToolCall } from '../core/index.ts';
import { type Block, blockString, blocksOf, textOf } from './blocks.ts';
import { memberOf, parseSpan, parseString } from './json-spans.ts';
import { objectOf, stringOf } from './json-values.ts';
import type { MessageSpan } from './walk.ts';

/** Calls that are told of the transcript's end. */
const recentCallCount = 6;

/** The calls of messages, as the last turn of the conversation read them: these messages are not read again. */
export type CallsByMessage = ReadonlyMap<MessageSpan, readonly ToolCall[]>;

/** A tail, and the calls it read, for the next turn. */
export interface TailReading {
  readonly tail: Tail;
  readonly calls: CallsByMessage;
}

/**
 * Reads the tail. `recentCalls` older than the last assistant messages come without results: those lie in long messages
 * that nothing needs to read again.
 */
export function readTail(body: Buffer, messages: readonly MessageSpan[], known?: CallsByMessage): TailReading {
  const { runStart, runEnd } = lastRun(messages);
  const run: Block[] = [];
  const calls: ToolCall[] = [];
  const read = new Map<MessageSpan, readonly ToolCall[]>();
  const sent = readSent(body, messages.slice(runEnd));
  for (const message of messages.slice(runStart, runEnd)) {
    const blocks = blocksOf(body, message.content);
    const called = callsOf(body, blocks);
    for (const block of blocks) run.push(block);
    for (const call of called) calls.push(withResult(call, sent.results.get(call.id)));
    read.set(message, called);
  }
  let recentCalls: readonly ToolCall[] = calls;
  for (let index = runStart - 1; index >= 0 && recentCalls.length < recentCallCount; index--) {
    const message = messages[index];
    if (message?.role !== 'assistant' || !message.toolUse) continue;
    const earlier = known?.get(message) ?? callsOf(body, blocksOf(body, message.content));
    read.set(message, earlier);
    recentCalls = [...earlier, ...recentCalls];
  }
  const { resultCount, userTexts, otherUserBlocks } = sent;
  return {
    calls: read,
    tail: {
      calls,
      recentCalls: recentCalls.slice(-recentCallCount),
      resultCount,
      userTexts,
      otherUserBlocks,
      serverToolLoop: hasOpenServerCall(body, run),
      boundToModel: run.some((block) => isBound(body, block)),
    },
  };
}

/** Where the last assistant message, or the run of them, begins and ends; both 0 when no assistant has spoken. */
function lastRun(messages: readonly MessageSpan[]): { readonly runStart: number; readonly runEnd: number } {
  let runEnd = messages.length;
  while (runEnd > 0 && messages[runEnd - 1]?.role !== 'assistant') runEnd--;
  let runStart = runEnd;
  while (runStart > 0 && messages[runStart - 1]?.role === 'assistant') runStart--;
  return { runStart, runEnd };
}

type ToolResult = NonNullable<ToolCall['result']>;

function withResult(call: ToolCall, result: ToolResult | undefined): ToolCall {
  return result === undefined ? call : { ...call, result };
}

interface Sent {
  readonly results: ReadonlyMap<string, ToolResult>;
  readonly resultCount: number;
  readonly userTexts: readonly string[];
  readonly otherUserBlocks: number;
}

/** What the user role put after the last assistant message. */
function readSent(body: Buffer, messages: readonly MessageSpan[]): Sent {
  const results = new Map<string, ToolResult>();
  const userTexts: string[] = [];
  let resultCount = 0;
  let otherUserBlocks = 0;
  for (const { role, content } of messages) {
    if (role !== 'user') continue;
    const whole = parseString(body, content);
    if (whole !== undefined) userTexts.push(whole);
    for (const block of blocksOf(body, content)) {
      if (block.type === 'tool_result') {
        resultCount++;
        results.set(blockString(body, block, 'tool_use_id') ?? '', readResult(body, block));
      } else if (block.type === 'text') userTexts.push(blockString(body, block, 'text') ?? '');
      else otherUserBlocks++;
    }
  }
  return { results, resultCount, userTexts, otherUserBlocks };
}

/** Bytes from which on a result is decoded only when it is asked for: most policies never look at one. */
const lazyBytes = 1024;

function readResult(body: Buffer, block: Block): ToolResult {
  const isError = parseSpan(body, memberOf(block.members, 'is_error')) === true;
  const content = memberOf(block.members, 'content');
  if (content === undefined || content.end - content.start < lazyBytes) return { isError, text: textOf(body, content) };
  return new LazyResult(isError, () => textOf(body, content));
}

/**
 * A result that is decoded when its text is asked for. A class, since an object literal with a getter has a shape of its own,
 * which lives until a full collection: and with it the getter, and the request's whole body.
 */
class LazyResult implements ToolResult {
  readonly isError: boolean;
  readonly #decode: () => string;
  #text: string | undefined;

  constructor(isError: boolean, decode: () => string) {
    this.isError = isError;
    this.#decode = decode;
  }

  get text(): string {
    this.#text ??= this.#decode();
    return this.#text;
  }
}

function callsOf(body: Buffer, blocks: readonly Block[]): readonly ToolCall[] {
  const uses = blocks.filter((block) => block.type === 'tool_use');
  return uses.map((block) => ({
    id: blockString(body, block, 'id') ?? '',
    name: blockString(body, block, 'name') ?? '',
    input: parseSpan(body, memberOf(block.members, 'input')),
  }));
}

const serverCalls: readonly (string | undefined)[] = ['server_tool_use', 'mcp_tool_use'];

/** A call that the API runs itself and whose result is not there yet: the loop under way is the API's. */
function hasOpenServerCall(body: Buffer, blocks: readonly Block[]): boolean {
  const calls = blocks.filter((block) => serverCalls.includes(block.type));
  if (calls.length === 0) return false;
  const results = blocks.filter((block) => block.type?.endsWith('_tool_result'));
  const answered = new Set(results.map((block) => blockString(body, block, 'tool_use_id')));
  return calls.some((block) => !answered.has(blockString(body, block, 'id')));
}

/** A block that only its own model may go on from: a fallback's seam, a container's output, a call made from inside one. */
function isBound(body: Buffer, block: Block): boolean {
  if (block.type === 'fallback' || block.type === 'container_upload') return true;
  if (block.type?.endsWith('code_execution_tool_result')) return true;
  if (block.type !== 'tool_use') return false;
  const caller = objectOf(parseSpan(body, memberOf(block.members, 'caller')));
  return stringOf(caller?.type)?.startsWith('code_execution') ?? false;
}
