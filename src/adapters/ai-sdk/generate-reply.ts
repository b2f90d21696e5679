/** Replies of `doGenerate`: whole, and read as the parts that a stream would have brought. */
import type {
  LanguageModelV4Content,
  LanguageModelV4GenerateResult,
  LanguageModelV4StreamPart,
} from '@ai-sdk/provider';
import { wholeReplies } from '../whole-reply.ts';
import { ReplyDraft } from './reply-draft.ts';

/** How whole replies are read. */
export const generateReplies = wholeReplies<LanguageModelV4GenerateResult>({
  contentOf: (result) => draftOf(result).content(),
  factsOf: (result) => draftOf(result).facts(),
});

function draftOf(result: LanguageModelV4GenerateResult): ReplyDraft {
  const draft = new ReplyDraft();
  if (result.response !== undefined) draft.take({ type: 'response-metadata', ...result.response });
  for (const content of result.content) draft.take(partOf(content));
  draft.take({ type: 'finish', usage: result.usage, finishReason: result.finishReason });
  return draft;
}

function partOf(content: LanguageModelV4Content): LanguageModelV4StreamPart {
  if (content.type === 'text') return { type: 'text-delta', id: '', delta: content.text };
  if (content.type === 'reasoning') return { type: 'reasoning-delta', id: '', delta: content.text };
  return content;
}
