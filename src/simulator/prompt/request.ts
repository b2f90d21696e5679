import type { IncomingHttpHeaders } from 'node:http';
import { digestOf } from '../digest.ts';
import { invalidRequest, type Outcome } from '../errors.ts';
import { isObject, type Json, type JsonObject, sortedJson, stringOf } from '../json.ts';
import { findModel, type Model } from '../model-table.ts';
import { type CacheTtl, cacheTtlOf, type PromptBlock, readBlock, toBlocks } from './content.ts';

/** One message of the transcript. String content is one text block; a setting of the message is a block of its own. */
export interface PromptMessage {
  readonly role: string;
  readonly blocks: readonly PromptBlock[];
  /** The message as sent. */
  readonly value: JsonObject;
}

/** The settings that the cache, the price and the shape of the answer depend on. */
export interface RequestSettings {
  readonly effort: string | undefined;
  readonly thinking: JsonObject | undefined;
  /** As canonical JSON; a request without one has the default, `auto`. */
  readonly toolChoice: string;
  /** Asked for, and offered by the model. */
  readonly fast: boolean;
  readonly inferenceGeo: string | undefined;
}

/** The server-held conversation that a request starts or goes on with. */
export type ThreadRequest =
  | { readonly type: 'create' }
  | { readonly type: 'continue'; readonly previousMessageId: string };

/** A Messages request, read once. `body` is what was sent, for whoever needs a field that is not read here. */
export interface MessagesRequest {
  readonly model: Model;
  /** Undefined only for `count_tokens`. */
  readonly maxTokens: number | undefined;
  readonly stream: boolean;
  readonly tools: readonly PromptBlock[];
  readonly system: readonly PromptBlock[];
  readonly messages: readonly PromptMessage[];
  readonly settings: RequestSettings;
  /** Time to live of the automatic breakpoint; undefined without top-level `cache_control`. */
  readonly automaticCacheTtl: CacheTtl | undefined;
  readonly thread: ThreadRequest | undefined;
  /** Digest of the API key: whose cache this is. */
  readonly credential: string;
  /** Values of `anthropic-beta`, in order. */
  readonly betas: readonly string[];
  readonly headers: IncomingHttpHeaders;
  readonly body: JsonObject;
}

/** The API key or bearer token of a request; undefined when it carries none. */
export function credentialOf(headers: IncomingHttpHeaders): string | undefined {
  const key = headers['x-api-key'];
  if (typeof key === 'string' && key !== '') return key;
  const token = headers.authorization?.replace(/^Bearer\s+/i, '').trim();
  return token === '' ? undefined : token;
}

function betasOf(headers: IncomingHttpHeaders): readonly string[] {
  const lines = [headers['anthropic-beta'] ?? []].flat();
  return lines
    .flatMap((line) => line.split(','))
    .map((beta) => beta.trim())
    .filter((beta) => beta !== '');
}

/** Reads one message of a transcript. */
export function readMessage(message: JsonObject): PromptMessage {
  const blocks = toBlocks(message.content).map(readBlock);
  const settings = message.output_config ?? undefined;
  if (settings !== undefined) blocks.unshift(readBlock({ type: 'output_config', settings }));
  return { role: stringOf(message.role) ?? '', blocks, value: message };
}

function toObjects(list: Json | undefined): readonly JsonObject[] {
  return Array.isArray(list) ? list.filter(isObject) : [];
}

/** Claude Code's first system block: it varies from run to run and is not part of the cached prompt. */
function isBillingBlock(block: JsonObject): boolean {
  return stringOf(block.text)?.startsWith('x-anthropic-billing-header:') === true;
}

function readSystem(system: Json | undefined): PromptBlock[] {
  if (system === '') return [];
  return toBlocks(system)
    .filter((block) => !isBillingBlock(block))
    .map(readBlock);
}

function readSettings(body: JsonObject, model: Model): RequestSettings {
  const { output_config: outputConfig, thinking, tool_choice: toolChoice } = body;
  return {
    effort: isObject(outputConfig) ? stringOf(outputConfig.effort) : undefined,
    thinking: isObject(thinking) ? thinking : undefined,
    toolChoice: sortedJson(toolChoice ?? { type: 'auto' }),
    fast: body.speed === 'fast' && model.fastMode,
    inferenceGeo: stringOf(body.inference_geo),
  };
}

function readThread(thread: Json | undefined): ThreadRequest | undefined {
  if (!isObject(thread)) return undefined;
  if (thread.type !== 'continue') return { type: 'create' };
  return { type: 'continue', previousMessageId: stringOf(thread.previous_message_id) ?? '' };
}

function missingField(body: JsonObject, endpoint: Endpoint): string | undefined {
  if (typeof body.model !== 'string') return 'model: Field required';
  if (endpoint === 'messages' && typeof body.max_tokens !== 'number') return 'max_tokens: Field required';
  if (!Array.isArray(body.messages)) return 'messages: Field required';
  if (body.messages.length === 0 && !isObject(body.thread)) return 'messages: at least one message is required';
  return undefined;
}

/** The endpoint a body was sent to; `count_tokens` needs no `max_tokens`. */
export type Endpoint = 'messages' | 'count_tokens';

/** Reads a body that is known to be JSON; the error names the first thing that is missing, or the unknown model. */
export function readRequest(body: Json, headers: IncomingHttpHeaders, endpoint: Endpoint): Outcome<MessagesRequest> {
  if (!isObject(body)) return { error: invalidRequest('The request body must be a JSON object.') };
  const missing = missingField(body, endpoint);
  if (missing !== undefined) return { error: invalidRequest(missing) };
  const name = stringOf(body.model) ?? '';
  const model = findModel(name);
  if (model === undefined) return { error: { type: 'not_found_error', message: `model: ${name}` } };
  return {
    value: {
      model,
      maxTokens: typeof body.max_tokens === 'number' ? body.max_tokens : undefined,
      stream: body.stream === true,
      tools: toObjects(body.tools).map(readBlock),
      system: readSystem(body.system),
      messages: toObjects(body.messages).map(readMessage),
      settings: readSettings(body, model),
      automaticCacheTtl: cacheTtlOf(body.cache_control),
      thread: readThread(body.thread),
      credential: digestOf(credentialOf(headers) ?? ''),
      betas: betasOf(headers),
      headers,
      body,
    },
  };
}
