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

/**
 * What keeps a transcript from being one: a call without its result in the turn after it, a result without its call in the
 * turn before. `undefined`: nothing. Neighbours of one role are one turn.
 */
export function pairingProblem(messages: readonly Message[]): string | undefined {
  let calls: readonly string[] = [];
  let results: readonly string[] = [];
  let isAssistants = false;
  for (const message of messages) {
    const isNext = message.role === 'assistant';
    if (isNext && !isAssistants) {
      const open = calls.find((id) => !results.includes(id));
      if (open !== undefined) return `the call ${open} has no result`;
      calls = [];
    }
    if (isNext !== isAssistants) results = [];
    isAssistants = isNext;
    if (isNext) calls = [...calls, ...callsIn(blocksOf(message)).map(({ id }) => id)];
    else results = [...results, ...resultIdsIn(blocksOf(message))];
    const stray = results.find((id) => !calls.includes(id));
    if (stray !== undefined) return `the result of ${stray} has no call before it`;
  }
  const open = isAssistants ? undefined : calls.find((id) => !results.includes(id));
  return open === undefined ? undefined : `the call ${open} has no result`;
}

function resultIdsIn(blocks: readonly ContentBlock[]): readonly string[] {
  return blocks.flatMap(({ type, tool_use_id: id }) => (type === 'tool_result' && typeof id === 'string' ? [id] : []));
}
