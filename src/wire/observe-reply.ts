/**
 * What a reply says of itself, read from a copy of its bytes while they go by. Of a stream only the few events that matter
 * are parsed; text and thinking deltas are passed over by name. Of a whole reply only a few members are.
 */
import { given, type Json, type Usage } from '../core/index.ts';
import { blockString, blocksOf } from './blocks.ts';
import { noMarks, skipSpace, skipValue } from './json-bytes.ts';
import { memberOf, parseSpan, parseString, readMembers } from './json-spans.ts';
import { type JsonObject, objectOf, stringOf } from './json-values.ts';
import { createSseReader, type SseEvent } from './sse.ts';
import { mergeUsage, readUsage } from './usage.ts';

/** The facts of one reply. */
export interface ReplyFacts {
  /** Absent: the reply told none, so its cost is unknown. Of a cut stream, what it had told until then. */
  readonly usage?: Usage;
  readonly stopReason?: string;
  /** The model that answered. */
  readonly model?: string;
  readonly messageId?: string;
  /** The client's tools that the reply calls, in order. */
  readonly toolCalls: readonly ReplyCall[];
  /** An error reply, or an `error` event in a stream. */
  readonly error?: ReplyError;
  /** The reply was received whole: `message_stop` was seen, or the JSON is all there. */
  readonly complete: boolean;
}

/** A tool call of a reply, without its input. */
export interface ReplyCall {
  readonly id: string;
  readonly name: string;
}

/** An error in the API's shape. */
export interface ReplyError {
  readonly type: string;
  readonly message: string;
}

/** Takes a reply's bytes and tells its facts at the end. Does not throw, whatever the bytes are. */
export interface ReplyObserver {
  feed(chunk: Uint8Array): void;
  end(): ReplyFacts;
}

/** How a reply is observed. */
export interface ReplyObserverOptions {
  /** The reply is server-sent events, else one JSON body. */
  readonly stream: boolean;
  /** A JSON body larger than this is not read: its facts stay unknown. Default 16 MiB. */
  readonly maxBytes?: number;
}

/** An observer for one reply. */
export function createReplyObserver({ stream, maxBytes = 16 * 1024 * 1024 }: ReplyObserverOptions): ReplyObserver {
  return stream ? createStreamObserver(maxBytes) : createBodyObserver(maxBytes);
}

interface Gathered {
  usage?: JsonObject | undefined;
  stopReason?: string | undefined;
  model?: string | undefined;
  messageId?: string | undefined;
  error?: ReplyError | undefined;
  complete: boolean;
  readonly toolCalls: ReplyCall[];
}

function toFacts(gathered: Gathered): ReplyFacts {
  return {
    ...given('usage', readUsage(gathered.usage)),
    ...given('stopReason', gathered.stopReason),
    ...given('model', gathered.model),
    ...given('messageId', gathered.messageId),
    toolCalls: gathered.toolCalls,
    ...given('error', gathered.error),
    complete: gathered.complete,
  };
}

function createStreamObserver(maxEventBytes: number): ReplyObserver {
  const gathered: Gathered = { complete: false, toolCalls: [] };
  const reader = createSseReader((event) => gather(event, gathered), { maxEventBytes });
  return { feed: reader.feed, end: () => toFacts(gathered) };
}

/** Events without a name are told by their `type`, for gateways upstream that drop the name. */
function gather(event: SseEvent, gathered: Gathered): void {
  const named = event.event;
  if (named === 'content_block_delta' || named === 'content_block_stop' || named === 'ping') return;
  if (named === 'message_stop') {
    gathered.complete = true;
    return;
  }
  const text = event.data;
  if (named === 'content_block_start' && !text.includes('"tool_use"')) return;
  const data = parseObject(text);
  switch (named ?? stringOf(data?.type)) {
    case 'message_start':
      return gatherStart(objectOf(data?.message), gathered);
    case 'content_block_start':
      return gatherBlock(objectOf(data?.content_block), gathered);
    case 'message_delta':
      gathered.stopReason = stringOf(objectOf(data?.delta)?.stop_reason) ?? gathered.stopReason;
      gathered.usage = mergeUsage(gathered.usage, objectOf(data?.usage));
      return;
    case 'message_stop':
      gathered.complete = true;
      return;
    case 'error':
      gathered.error = toError(data?.error);
      return;
    default:
      return;
  }
}

function gatherStart(message: JsonObject | undefined, gathered: Gathered): void {
  gathered.messageId = stringOf(message?.id);
  gathered.model = stringOf(message?.model);
  gathered.stopReason = stringOf(message?.stop_reason);
  gathered.usage = objectOf(message?.usage);
}

function gatherBlock(block: JsonObject | undefined, gathered: Gathered): void {
  if (block?.type !== 'tool_use') return;
  gathered.toolCalls.push({ id: stringOf(block.id) ?? '', name: stringOf(block.name) ?? '' });
}

function toError(value: Json | undefined): ReplyError {
  const error = objectOf(value);
  return { type: stringOf(error?.type) ?? 'unknown', message: stringOf(error?.message) ?? '' };
}

function parseObject(text: string): JsonObject | undefined {
  try {
    const value: Json = JSON.parse(text);
    return objectOf(value);
  } catch {
    return undefined;
  }
}

function createBodyObserver(maxBytes: number): ReplyObserver {
  let chunks: Uint8Array[] = [];
  let size = 0;
  return {
    feed(chunk) {
      size += chunk.byteLength;
      if (size > maxBytes) chunks = [];
      else chunks.push(chunk);
    },
    end: () => toFacts(size > maxBytes ? { complete: false, toolCalls: [] } : readBody(Buffer.concat(chunks))),
  };
}

function readBody(body: Buffer): Gathered {
  const marks = noMarks();
  const read = readMembers(body, skipSpace(body, 0), (_key, at) => skipValue(body, at, marks));
  if (read === undefined) return { complete: false, toolCalls: [] };
  const span = (key: string) => memberOf(read.members, key);
  const calls = blocksOf(body, span('content')).filter((block) => block.type === 'tool_use');
  return {
    usage: objectOf(parseSpan(body, span('usage'))),
    stopReason: parseString(body, span('stop_reason')),
    model: parseString(body, span('model')),
    messageId: parseString(body, span('id')),
    toolCalls: calls.map((block) => ({
      id: blockString(body, block, 'id') ?? '',
      name: blockString(body, block, 'name') ?? '',
    })),
    error: parseString(body, span('type')) === 'error' ? toError(parseSpan(body, span('error'))) : undefined,
    complete: skipSpace(body, read.end) === body.length,
  };
}
