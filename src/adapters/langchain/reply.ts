import { AIMessage, type UsageMetadata } from '@langchain/core/messages';
import { capabilitiesOf, given, type RepliedCall, type ReplyContent, type Usage } from '../../core/index.ts';
import { type ReplyFacts, readUsage } from '../../wire/index.ts';
import { type Block, membersOf, textOf } from '../block.ts';
import { wholeReplies } from '../whole-reply.ts';

/** How the replies of a model call are read. What a handler returns beside messages (a command) says nothing. */
export const messageReplies = wholeReplies<unknown>({
  contentOf: (reply) => contentOf(messageOf(reply)),
  factsOf: (reply) => factsOf(messageOf(reply)),
});

/** The model's message in what a handler returned: itself, or the first of an answer in a format. */
export function messageOf(reply: unknown): AIMessage | undefined {
  if (AIMessage.isInstance(reply)) return reply;
  const messages = typeof reply === 'object' && reply !== null && 'messages' in reply ? reply.messages : undefined;
  return Array.isArray(messages) ? messages.find((message) => AIMessage.isInstance(message)) : undefined;
}

function contentOf(message: AIMessage | undefined): ReplyContent {
  const blocks = message === undefined ? [] : blocksOf(message);
  return {
    text: message?.text ?? '',
    toolCalls: message === undefined ? [] : callsOf(message),
    otherBlocks: blocks.filter(({ type }) => !spoken.has(type)).length,
    endsInCall: (blocks.at(-1)?.type ?? 'text') === 'tool_use',
    ...given('stopReason', message && stopReasonOf(message)),
  };
}

const spoken: ReadonlySet<unknown> = new Set([
  'text',
  'thinking',
  'redacted_thinking',
  'reasoning',
  'tool_use',
  'tool_call',
  'input_json_delta',
]);

function blocksOf({ content }: AIMessage): readonly Block[] {
  return typeof content === 'string' ? [] : content.map((block) => ({ ...block }));
}

/** What LangChain could not parse is a call without an input. */
function callsOf({ tool_calls: calls = [], invalid_tool_calls: invalid = [] }: AIMessage): readonly RepliedCall[] {
  return [
    ...calls.map(({ name, args }) => ({ name, input: JSON.parse(JSON.stringify(args)) })),
    ...invalid.map(({ name }) => ({ name: name ?? '' })),
  ];
}

function factsOf(message: AIMessage | undefined): ReplyFacts {
  if (message === undefined) return { toolCalls: [], complete: true };
  const model = repliedModelOf(message);
  return {
    toolCalls: (message.tool_calls ?? []).map(({ id, name }) => ({ id: id ?? '', name })),
    complete: true,
    ...given('usage', usageOf(message)),
    ...given('stopReason', stopReasonOf(message)),
    ...given('messageId', message.id),
    ...given('model', model !== undefined && capabilitiesOf(model) !== undefined ? model : undefined),
  };
}

function repliedModelOf({ response_metadata: metadata, additional_kwargs: more }: AIMessage): string | undefined {
  return textOf(metadata.model) ?? textOf(metadata.model_name) ?? textOf(more.model);
}

/** The API's own word (Anthropic), or what stands for it (OpenAI, Google). */
function stopReasonOf({ response_metadata: metadata, additional_kwargs: more }: AIMessage): string | undefined {
  const own = textOf(metadata.stop_reason) ?? textOf(more.stop_reason);
  const other = textOf(metadata.finish_reason) ?? textOf(metadata.finishReason);
  return own ?? (other === undefined ? undefined : stopReasons[other.toLowerCase()]);
}

const stopReasons: Readonly<Record<string, string>> = {
  stop: 'end_turn',
  tool_calls: 'tool_use',
  length: 'max_tokens',
  max_tokens: 'max_tokens',
  content_filter: 'refusal',
  safety: 'refusal',
};

/**
 * The API's own usage where it is whole; of a streamed reply LangChain keeps the counts beside it (`usage_metadata`, input
 * with what the cache read and wrote). These are its sums over the stream's events, so that the output tokens named when a
 * reply begins (one, or a few) are counted twice.
 */
function usageOf(message: AIMessage): Usage | undefined {
  const told: Block = membersOf(message.response_metadata.usage) ?? {};
  return readUsage(JSON.parse(JSON.stringify({ ...countsOf(message.usage_metadata), ...told })));
}

function countsOf(counted: UsageMetadata | undefined): Block | undefined {
  if (counted === undefined) return undefined;
  const { cache_read: read = 0, cache_creation: written = 0 } = counted.input_token_details ?? {};
  return {
    input_tokens: counted.input_tokens - read - written,
    output_tokens: counted.output_tokens,
    cache_read_input_tokens: read,
    cache_creation_input_tokens: written,
  };
}
