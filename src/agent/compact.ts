import type { Conversation } from './conversation.ts';
import type { Message } from './message.ts';
import { pairingProblem } from './tool-calls.ts';

/** What a `compact` function is told. */
export interface CompactContext {
  /** Tokens of the last prompt, of the model that answered; absent before the first turn, or where the API did not tell. */
  readonly promptTokens?: number;
  readonly signal: AbortSignal;
}

/**
 * The user's own way to shorten a long transcript, asked before every turn: the messages to go on with, or `undefined` for as
 * they are. It is never done silently (`conversation-compacted`): every cache begins anew, and thinking in the messages it
 * keeps is dropped by the API where it is bound to what stood before. Throwing ends the run as `failed`.
 */
export type Compact = (
  conversation: Conversation,
  context: CompactContext,
) => readonly Message[] | undefined | Promise<readonly Message[] | undefined>;

/** The conversation after `compact` was asked; the same one where it left it alone. */
export async function compacted(
  conversation: Conversation,
  compact: Compact,
  signal: AbortSignal,
): Promise<Conversation> {
  const promptTokens = conversation.turns.at(-1)?.event.trace?.promptTokens;
  const messages = await compact(conversation, { signal, ...(promptTokens === undefined ? {} : { promptTokens }) });
  if (messages === undefined || messages === conversation.messages) return conversation;
  if (messages.at(-1)?.role !== 'user')
    throw new TypeError('`compact` must give messages that end with a user message');
  const problem = pairingProblem(messages);
  if (problem !== undefined) throw new TypeError(`what \`compact\` gave is no transcript: ${problem}`);
  return { ...conversation, messages, prefixChanged: true };
}
