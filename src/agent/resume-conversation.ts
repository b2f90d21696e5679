import { z } from 'zod';
import { type Json, turnEventSchema } from '../core/index.ts';
import { toAgentTurn } from './agent-turn.ts';
import type { Conversation } from './conversation.ts';
import type { ContentBlock } from './message.ts';
import { totalsOf } from './totals.ts';

const json: z.ZodType<Json> = z.json();

/** Blocks are kept as they are: what this version does not know, the API does. */
const blockSchema: z.ZodType<ContentBlock> = z.object({ type: z.string() }).catchall(json);

const conversationSchema = z.object({
  version: z.literal(1),
  id: z.string().min(1),
  messages: z.array(
    z.object({
      role: z.enum(['user', 'assistant', 'system']),
      content: z.union([z.string(), z.array(blockSchema)]),
    }),
  ),
  loadedTools: z.array(z.string()),
  prefixChanged: z.boolean(),
  /** The rest of a turn follows from its event. */
  turns: z.array(z.object({ event: turnEventSchema })),
});

/**
 * A kept conversation, taken up again: the text that `JSON.stringify` gave, or the value parsed from it. Throws a `TypeError`
 * that names every place where it is not one. Figures are made anew from the turns' events, so a kept sum that was changed
 * changes nothing; what routing knew of the conversation (caches, its account, what was fitted) is learnt from them too, by
 * the agent that goes on with it.
 */
export function resumeConversation(kept: unknown): Conversation {
  const result = conversationSchema.safeParse(typeof kept === 'string' ? parseJson(kept) : kept);
  if (!result.success) throw new TypeError(`This is no conversation.\n${z.prettifyError(result.error)}`);
  const { turns, ...rest } = result.data;
  return {
    ...rest,
    turns: turns.map(({ event }) => toAgentTurn(event)),
    totals: totalsOf(turns.map(({ event }) => event)),
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new TypeError('This is no conversation: it is no JSON.', { cause: error });
  }
}
