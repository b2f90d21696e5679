/**
 * A call of the AI SDK as a request of the Messages API: what @ai-sdk/anthropic would send. It is never sent: it is read by
 * the same reader that reads the gateway's bytes, so that signals, transcript hashes, cache fingerprint and breakpoints come
 * from one place. Pure. What is not decided on (citations' details, a skill's version, arguments of the API's own tools) is
 * left out.
 */
import type { LanguageModelV4CallOptions } from '@ai-sdk/provider';
import type { HeaderReader } from '../../../wire/index.ts';
import { type Block, membersOf } from '../../block.ts';
import { anthropicOptions, createCacheMarks } from './anthropic-options.ts';
import { betasOf } from './betas.ts';
import { headerReader } from './headers.ts';
import { promptBlocks } from './prompt.ts';
import { thinkingBlock, thinkingOf } from './thinking.ts';
import { toolBlocks, toolChoiceBlock } from './tools.ts';

/** A request that is read and not sent. */
export interface ReadableRequest {
  readonly body: Buffer;
  readonly header: HeaderReader;
}

/** Translates a call to a model. `stream`: whether the call is `doStream`. */
export function toRequest(
  options: LanguageModelV4CallOptions,
  { modelId, stream }: { readonly modelId: string; readonly stream: boolean },
): ReadableRequest {
  const own = anthropicOptions(options.providerOptions);
  const marks = createCacheMarks();
  const { thinking, effort } = thinkingOf(options, own, modelId);
  const prompt = promptBlocks(options.prompt, { marks, sendReasoning: own.sendReasoning !== false });
  const tools = toolBlocks(options.tools, { marks, stream, toolStreaming: own.toolStreaming !== false });
  const sentThinking = thinkingBlock(thinking);
  const request: Block = {
    model: modelId,
    max_tokens: maxTokensOf(options, sentThinking),
    ...samplingOf(options, sentThinking),
    stop_sequences: options.stopSequences,
    thinking: sentThinking,
    output_config: outputConfigOf(options, effort),
    ...settingsOf(own),
    system: prompt.system,
    thread: threadOf(own),
    messages: prompt.messages,
    context_management: contextManagementOf(own),
    tools,
    tool_choice: toolChoiceBlock(options, own),
    stream: stream ? true : undefined,
  };
  const betas = betasOf({ request, options, own });
  return { body: Buffer.from(JSON.stringify(request)), header: headerReader(options, betas) };
}

/** A thinking budget stands beside the reply's own length here, and within it in the API. */
function maxTokensOf({ maxOutputTokens }: LanguageModelV4CallOptions, thinking: Block | undefined): number | undefined {
  const budget = thinking?.budget_tokens;
  return maxOutputTokens === undefined ? undefined : maxOutputTokens + (typeof budget === 'number' ? budget : 0);
}

/** Anthropic's package sends no sampling beside thinking, and one of the two where both are set. */
function samplingOf({ temperature, topK, topP }: LanguageModelV4CallOptions, thinking: Block | undefined): Block {
  if (thinking !== undefined && thinking.type !== 'disabled') return {};
  return { temperature, top_k: topK, top_p: temperature === undefined ? topP : undefined };
}

function outputConfigOf({ responseFormat }: LanguageModelV4CallOptions, effort: string | undefined): Block | undefined {
  const schema = responseFormat?.type === 'json' ? responseFormat.schema : undefined;
  if (effort === undefined && schema === undefined) return undefined;
  return { effort, format: schema === undefined ? undefined : { type: 'json_schema', schema } };
}

function settingsOf(own: Block): Block {
  const metadata = membersOf(own.metadata);
  const container = membersOf(own.container);
  return {
    speed: own.speed ?? undefined,
    inference_geo: own.inferenceGeo ?? undefined,
    fallbacks: own.fallbacks ?? undefined,
    cache_control: own.cacheControl ?? undefined,
    metadata: typeof metadata?.userId === 'string' ? { user_id: metadata.userId } : undefined,
    mcp_servers: Array.isArray(own.mcpServers) && own.mcpServers.length > 0 ? own.mcpServers : undefined,
    container: container === undefined ? undefined : (container.id ?? container),
  };
}

function threadOf(own: Block): Block | undefined {
  const thread = membersOf(own.thread);
  return thread && { type: thread.type, previous_message_id: thread.previousMessageId };
}

function contextManagementOf(own: Block): Block | undefined {
  const edits = membersOf(own.contextManagement)?.edits;
  return Array.isArray(edits) ? { edits } : undefined;
}
