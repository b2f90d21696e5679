import type { Trajectory } from '../../src/replay/index.ts';
import type { Answerer } from '../../src/simulator/index.ts';

/** The simulator's rate for the newer tokenizer, and what a message weighs beside its text. */
const tokensPerCharacter = 169 / 400;
const messageTokens = 4;

/** A request of a played conversation. */
export interface PlayedRequest {
  readonly atSeconds: number;
  readonly body: string;
}

interface Message {
  readonly role: 'user' | 'assistant';
  readonly content: readonly object[];
}

/** What the reply is to be, said in the request's last text: that is how the answerer knows. */
const replyPattern = /reply (\d+) (\w+)$/;

/** A conversation's requests one after the other, each as large as recorded, with a breakpoint on its last block. */
export function* requestsOf({ id, turns }: Trajectory, model: string): Generator<PlayedRequest> {
  const messages: Message[] = [];
  let tokens = 0;
  for (const [index, turn] of turns.entries()) {
    if (index > 0) {
      messages.push({ role: 'assistant', content: [{ type: 'text', text: 'Fine.' }] });
      tokens += messageTokens + Math.ceil(5 * tokensPerCharacter);
    }
    const order = ` reply ${turn.outputTokens} ${stopOf(turn.stopReason)}`;
    const characters = Math.max(60, Math.floor((turn.inputTokens - tokens - messageTokens) / tokensPerCharacter));
    const text = `${id} ${index} `.padEnd(characters - order.length, 'lorem ipsum ') + order;
    const block = { type: 'text', text };
    const marked = { role: 'user', content: [{ ...block, cache_control: { type: 'ephemeral' } }] };
    yield {
      atSeconds: turn.atSeconds,
      body: JSON.stringify({ model, max_tokens: 64_000, stream: true, messages: [...messages, marked] }),
    };
    messages.push({ role: 'user', content: [block] });
    tokens += messageTokens + Math.ceil(text.length * tokensPerCharacter);
  }
}

/** Ends that keeping tells apart: a tool's turn, a person's, and any other. */
function stopOf(recorded: string | undefined): 'tool_use' | 'end_turn' | 'stop_sequence' {
  return recorded === 'tool_use' || recorded === 'end_turn' ? recorded : 'stop_sequence';
}

/** Replies as the request's last text orders it. */
export const ordered: Answerer = ({ messages }) => {
  const last = messages.at(-1)?.blocks.at(-1)?.value.text;
  const order = typeof last === 'string' ? replyPattern.exec(last) : null;
  if (order === null) return undefined;
  return {
    content: [{ type: 'text', text: 'Fine.' }],
    stopReason: stopOf(order[2]),
    outputTokens: Number(order[1]),
  };
};
