/**
 * The tail of a transcript: everything after the last assistant message, joined with the calls of that message (or run of
 * messages). Read from spans, block by block: a thinking block, an image or an earlier message is never parsed.
 */
import { given, type Tail, type ToolCall } from '../core/index.ts';
import { type Block, blockString, blocksOf, textOf } from './blocks.ts';
import { memberOf, parseSpan, parseString } from './json-spans.ts';
import { objectOf, stringOf } from './json-values.ts';
import type { MessageSpan } from './walk.ts';

/** Calls that are told of the transcript's end. */
const recentCallCount = 6;

/**
 * Reads the tail. `recentCalls` older than the last assistant messages come without results: those lie in long messages
 * that nothing needs to read again.
 */
export function readTail(body: Buffer, messages: readonly MessageSpan[]): Tail {
  const last = messages.findLastIndex((message) => message.role === 'assistant');
  const runStart = messages.findLastIndex((message, index) => index <= last && message.role !== 'assistant') + 1;
  const run =
    last === -1 ? [] : messages.slice(runStart, last + 1).flatMap((message) => blocksOf(body, message.content));
  const sent = readSent(body, messages.slice(last + 1));
  const calls = callsOf(body, run).map((call) => ({ ...call, ...given('result', sent.results.get(call.id)) }));
  const earlier = earlierCalls(body, messages.slice(0, runStart), recentCallCount - calls.length);
  return {
    calls,
    recentCalls: [...earlier, ...calls].slice(-recentCallCount),
    resultCount: sent.resultCount,
    userTexts: sent.userTexts,
    otherUserBlocks: sent.otherUserBlocks,
    serverToolLoop: hasOpenServerCall(body, run),
    boundToModel: run.some((block) => isBound(body, block)),
  };
}

interface Sent {
  readonly results: ReadonlyMap<string, NonNullable<ToolCall['result']>>;
  readonly resultCount: number;
  readonly userTexts: readonly string[];
  readonly otherUserBlocks: number;
}

/** What the user role put after the last assistant message. */
function readSent(body: Buffer, messages: readonly MessageSpan[]): Sent {
  const results = new Map<string, NonNullable<ToolCall['result']>>();
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

function readResult(body: Buffer, block: Block): NonNullable<ToolCall['result']> {
  return {
    isError: parseSpan(body, memberOf(block.members, 'is_error')) === true,
    text: textOf(body, memberOf(block.members, 'content')),
  };
}

function callsOf(body: Buffer, blocks: readonly Block[]): readonly ToolCall[] {
  return blocks
    .filter((block) => block.type === 'tool_use')
    .map((block) => ({
      id: blockString(body, block, 'id') ?? '',
      name: blockString(body, block, 'name') ?? '',
      input: parseSpan(body, memberOf(block.members, 'input')),
    }));
}

/** The last `count` calls of these messages or a few more, oldest first. Looks only where the walk saw a call. */
function earlierCalls(body: Buffer, messages: readonly MessageSpan[], count: number): readonly ToolCall[] {
  let calls: readonly ToolCall[] = [];
  for (const message of messages.toReversed()) {
    if (calls.length >= count) break;
    if (message.role !== 'assistant' || !message.toolUse) continue;
    calls = [...callsOf(body, blocksOf(body, message.content)), ...calls];
  }
  return calls;
}

const serverCalls: readonly (string | undefined)[] = ['server_tool_use', 'mcp_tool_use'];

/** A call that the API runs itself and whose result is not there yet: the loop under way is the API's. */
function hasOpenServerCall(body: Buffer, blocks: readonly Block[]): boolean {
  const results = blocks.filter((block) => block.type?.endsWith('_tool_result'));
  const answered = new Set(results.map((block) => blockString(body, block, 'tool_use_id')));
  return blocks.some((block) => serverCalls.includes(block.type) && !answered.has(blockString(body, block, 'id')));
}

/** A block that only its own model may go on from: a fallback's seam, a container's output, a call made from inside one. */
function isBound(body: Buffer, block: Block): boolean {
  if (block.type === 'fallback' || block.type === 'container_upload') return true;
  if (block.type?.endsWith('code_execution_tool_result')) return true;
  if (block.type !== 'tool_use') return false;
  const caller = objectOf(parseSpan(body, memberOf(block.members, 'caller')));
  return stringOf(caller?.type)?.startsWith('code_execution') ?? false;
}
