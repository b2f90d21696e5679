import { randomUUID } from 'node:crypto';
import type { TurnEvent } from '../core/index.ts';
import { type AgentTurn, toAgentTurn } from './agent-turn.ts';
import type { Message } from './message.ts';
import { type Totals, totalsOf } from './totals.ts';

/**
 * A conversation: its transcript, and what is known of each turn. Plain, readonly JSON; a run gives a new one. Keep it with
 * `JSON.stringify`, take it up again, in this process or another, with `resumeConversation`.
 */
export interface Conversation {
  readonly version: 1;
  readonly id: string;
  readonly messages: readonly Message[];
  /** Deferred tools whose definition the model has loaded, in that order. */
  readonly loadedTools: readonly string[];
  /** The beginning of the transcript or of the tools is no longer what it was: thinking from before cannot be bound to it. */
  readonly prefixChanged: boolean;
  readonly turns: readonly AgentTurn[];
  readonly totals: Totals;
}

/** A new, empty conversation. `id` names it upstream of nothing: it groups turns in your own record. Default: a random one. */
export function createConversation({ id = randomUUID() }: { readonly id?: string } = {}): Conversation {
  return { version: 1, id, messages: [], loadedTools: [], prefixChanged: false, turns: [], totals: totalsOf([]) };
}

/** The conversation with one more turn told of it. */
export function withTurn(conversation: Conversation, event: TurnEvent): Conversation {
  const turns = [...conversation.turns, toAgentTurn(event)];
  return { ...conversation, turns, totals: totalsOf(turns.map((turn) => turn.event)) };
}
