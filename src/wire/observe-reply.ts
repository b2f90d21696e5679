/**
 * What a reply says of itself, read from a copy of its bytes while they go by. Of a stream only the few events that matter
 * are parsed; text and thinking deltas are passed over by name. Of a whole reply only a few members are.
 */
import type { Json, MissDiagnosis, Usage } from '../core/index.ts';
import { type Block, blockString, readBlocks } from './blocks.ts';
import { skipSpace, skipValue } from './json-bytes.ts';
import { memberOf, parseJson, parseSpan, parseString, readMembers } from './json-spans.ts';
import { type JsonObject, listOf, objectOf, stringOf } from './json-values.ts';
import { readMissDiagnosis } from './miss-diagnosis.ts';
import { createSseReader, type SseEvent, toBuffer } from './sse.ts';
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
  /** The API's own word on why its cache was missed, where the client asked for it. */
  readonly missDiagnosis?: MissDiagnosis;
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
  diagnostics?: JsonObject | undefined;
  complete: boolean;
  readonly toolCalls: ReplyCall[];
}

type Draft = { -readonly [K in keyof ReplyFacts]: ReplyFacts[K] };

/** Written member by member: this runs at the end of every reply, and spreads cost as much again as the reading. */
function toFacts(gathered: Gathered): ReplyFacts {
  const { stopReason, model, messageId, toolCalls, error, complete } = gathered;
  const facts: Draft = { toolCalls, complete };
  const usage = readUsage(gathered.usage);
  if (usage !== undefined) facts.usage = usage;
  if (stopReason !== undefined) facts.stopReason = stopReason;
  if (model !== undefined) facts.model = model;
  if (messageId !== undefined) facts.messageId = messageId;
  if (error !== undefined) facts.error = error;
  const missDiagnosis = readMissDiagnosis(gathered.diagnostics);
  if (missDiagnosis !== undefined) facts.missDiagnosis = missDiagnosis;
  return facts;
}

/** Events that make up most of a stream and tell nothing of what is looked for. */
const passOver: ReadonlySet<string | undefined> = new Set(['content_block_delta', 'content_block_stop', 'ping']);

function createStreamObserver(maxEventBytes: number): ReplyObserver {
  const gathered: Gathered = { complete: false, toolCalls: [] };
  const reader = createSseReader((event) => gather(event, gathered), { maxEventBytes, passOver });
  return { feed: reader.feed, end: () => toFacts(gathered) };
}

/** Events without a name are told by their `type`, for gateways upstream that drop the name. */
function gather(event: SseEvent, gathered: Gathered): void {
  const named = event.event;
  if (named === 'message_stop') {
    gathered.complete = true;
    return;
  }
  const text = event.data;
  if (named === 'content_block_start' && !text.includes('"tool_use"')) return;
  const data = objectOf(parseJson(text));
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
  gathered.diagnostics = objectOf(message?.diagnostics);
}

function gatherBlock(block: JsonObject | undefined, gathered: Gathered): void {
  if (block?.type !== 'tool_use') return;
  gathered.toolCalls.push({ id: stringOf(block.id) ?? '', name: stringOf(block.name) ?? '' });
}

function toError(value: Json | undefined): ReplyError {
  const error = objectOf(value);
  return { type: stringOf(error?.type) ?? 'unknown', message: stringOf(error?.message) ?? '' };
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
    end() {
      const [first] = chunks;
      if (first === undefined) return toFacts(unknownReply());
      return toFacts(readBody(chunks.length === 1 ? toBuffer(first) : Buffer.concat(chunks)));
    },
  };
}

/** A reply of which nothing is known. */
function unknownReply(): Gathered {
  return { complete: false, toolCalls: [] };
}

/** Bytes up to which parsing a reply as a whole costs less than walking it. */
const parsedBytes = 2048;

function readBody(body: Buffer): Gathered {
  const whole = body.length > parsedBytes ? undefined : parseJson(body.toString());
  return whole === undefined ? walkBody(body) : fromJson(objectOf(whole));
}

function fromJson(reply: JsonObject | undefined): Gathered {
  const gathered = unknownReply();
  if (reply === undefined) return gathered;
  gatherStart(reply, gathered);
  for (const block of listOf(reply.content)) gatherBlock(objectOf(block), gathered);
  if (reply.type === 'error') gathered.error = toError(reply.error);
  gathered.complete = true;
  return gathered;
}

/** The same without parsing the texts; also of a body that something stands behind, which is not complete. */
function walkBody(body: Buffer): Gathered {
  let content: readonly Block[] = [];
  const read = readMembers(body, skipSpace(body, 0), (key, at) => {
    if (key !== 'content') return skipValue(body, at);
    const { blocks, end } = readBlocks(body, at);
    content = blocks;
    return end;
  });
  if (read === undefined) return unknownReply();
  const span = (key: string) => memberOf(read.members, key);
  const calls = content.filter((block) => block.type === 'tool_use');
  return {
    usage: objectOf(parseSpan(body, span('usage'))),
    diagnostics: objectOf(parseSpan(body, span('diagnostics'))),
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
