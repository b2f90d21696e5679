import type { Json } from '../core/index.ts';
import { blocksOf, type ContentBlock, type Message } from './message.ts';

/** A tool call that the client has to run. */
export interface ToolCall {
  readonly id: string;
  readonly name: string;
  readonly input: Json;
}

/** The calls in a reply, in order. What the API runs itself (`server_tool_use`) is not among them. */
export function callsIn(blocks: readonly ContentBlock[]): readonly ToolCall[] {
  return blocks.flatMap(({ type, id, name, input }) =>
    type === 'tool_use' && typeof id === 'string' && typeof name === 'string' ? [{ id, name, input: input ?? {} }] : [],
  );
}

/** The result of a call that failed, or was never run. */
export function errorResult(callId: string, text: string): ContentBlock {
  return { type: 'tool_result', tool_use_id: callId, content: text, is_error: true };
}

/** Why a call has no result of its own. */
export const abortedText = 'Aborted: the run was stopped before this call had a result.';

/**
 * The transcript with a result for every call of its last message: an error result for each that has none, so that it can be
 * continued. The same list where nothing is open.
 */
export function closeOpenCalls(messages: readonly Message[], why = abortedText): readonly Message[] {
  const last = messages.at(-1);
  const calls = last?.role === 'assistant' ? callsIn(blocksOf(last)) : [];
  if (calls.length === 0) return messages;
  return [...messages, { role: 'user', content: calls.map(({ id }) => errorResult(id, why)) }];
}
