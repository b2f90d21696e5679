import type Anthropic from '@anthropic-ai/sdk';
import type { RecordedTurn } from './conversations.ts';

/** Asks for one recorded turn with the real SDK, streamed or not, and says how the reply differs from the recorded one. */
export async function playTurn(client: Anthropic, turn: RecordedTurn, stream: boolean): Promise<string | undefined> {
  const body = turn.body as Anthropic.MessageCreateParamsNonStreaming;
  const reply = stream ? await client.messages.stream(body).finalMessage() : await client.messages.create(body);
  return replyDifference(turn, reply.content);
}

/** How a reply differs from the recorded one; `undefined`: not at all. */
export function replyDifference(turn: RecordedTurn, content: readonly object[]): string | undefined {
  const got = JSON.stringify(content.map(comparable));
  const wanted = JSON.stringify(blocksOf(turn.reply.content).map(comparable));
  return got === wanted
    ? undefined
    : `${turn.conversation}[${turn.index}]: got ${got.slice(0, 200)}, recorded ${wanted.slice(0, 200)}`;
}

function blocksOf(content: RecordedTurn['reply']['content']): readonly object[] {
  return typeof content === 'string' ? [{ type: 'text', text: content }] : content;
}

/** A block without what the API adds to every reply (`citations`, `caller`) and a recording does not hold. */
function comparable(block: object): object {
  const { type, text, id, name, input, thinking } = block as Readonly<Record<string, unknown>>;
  return { type, text, id, name, input, thinking };
}
