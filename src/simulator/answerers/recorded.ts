/**
 * Answers from recordings: a request whose messages equal the beginning of a recorded transcript gets the assistant
 * message that was recorded next. Prefixes are compared by a chain of digests, one link a message, so a transcript is
 * indexed and a request looked up in time linear to its length.
 */
import type { Answer, Answerer } from '../answer.ts';
import { digestOf } from '../digest.ts';
import { type JsonObject, sortedJson } from '../json.ts';
import { canonicalBlock, toBlocks } from '../prompt/content.ts';
import { type PromptMessage, readMessage } from '../prompt/request.ts';

/** A recorded conversation: messages as they stand in a Messages request. */
export interface Transcript {
  readonly id: string;
  readonly messages: readonly JsonObject[];
  /** Known output tokens by message index; where absent they are counted. */
  readonly outputTokens?: ReadonlyMap<number, number>;
}

/** Names the transcript to answer from, where several share a beginning and go on differently. */
export const transcriptHeader = 'x-simulator-transcript';

/**
 * A link of the chain. Left out is what clients change without changing the conversation: cache markers, thinking
 * (dropped or emptied by client or API), string or single text block, the order of fields, also inside tool inputs.
 */
function chainLink(previous: string, message: PromptMessage): string {
  const digests = message.blocks.map(({ value, digest }) => {
    if (value.type === 'thinking' || value.type === 'redacted_thinking') return '';
    return value.type === 'tool_use' ? digestOf(canonicalBlock(value, sortedJson)) : digest;
  });
  return digestOf(`${previous}${message.role}:${digests.join('')}`);
}

function toAnswer(content: readonly JsonObject[], outputTokens: number | undefined): Answer {
  const stopReason = content.some((block) => block.type === 'tool_use') ? 'tool_use' : 'end_turn';
  return outputTokens === undefined ? { content, stopReason } : { content, stopReason, outputTokens };
}

/** Every answer of the recordings by the chain link before it, in the order of the transcripts. */
function indexAnswers(transcripts: readonly Transcript[]) {
  const index = new Map<string, { readonly id: string; readonly answer: Answer }[]>();
  for (const { id, messages, outputTokens } of transcripts) {
    let link = '';
    for (const [position, message] of messages.entries()) {
      if (message.role === 'assistant') {
        const answer = toAnswer(toBlocks(message.content), outputTokens?.get(position));
        const known = index.get(link);
        if (known === undefined) index.set(link, [{ id, answer }]);
        else known.push({ id, answer });
      }
      link = chainLink(link, readMessage(message));
    }
  }
  return index;
}

/** Plays recordings. Of several that fit, the one named in the request's `x-simulator-transcript`, else the first. */
export function recordedAnswerer(transcripts: readonly Transcript[]): Answerer {
  const index = indexAnswers(transcripts);
  return ({ messages, headers }) => {
    const candidates = index.get(messages.reduce(chainLink, ''));
    const named = candidates?.find((candidate) => candidate.id === headers[transcriptHeader]);
    return (named ?? candidates?.[0])?.answer;
  };
}
