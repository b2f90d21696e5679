/**
 * What a reply says, read as its bytes arrive: text, calls with their inputs, stop reason. Only replies that are held are read
 * like this; of all others the facts are enough (`observe-reply.ts`). Nothing throws, whatever the bytes are.
 */
import type { Json, RepliedCall, ReplyContent } from '../core/index.ts';
import { parseJson } from './json-spans.ts';
import { type JsonObject, listOf, numberOf, objectOf, stringOf } from './json-values.ts';
import { createSseReader, type SseEvent } from './sse.ts';

/** How far a reply has come. */
export interface ReplyProgress {
  /** Events, pings left out, or pieces of a body: what does not grow is silent. */
  readonly pieces: number;
  /** Its bytes hold something of the answer: a block of a stream, anything of a whole body. */
  readonly hasContent: boolean;
  readonly textCharacters: number;
  /** Calls of the client's tools that have begun. */
  readonly calls: number;
  /** The message is finished: it has its stop reason, or its end. */
  readonly finished: boolean;
  /** An `error` event, or an error where a message should be. */
  readonly errorType?: string;
}

/** Reads one reply. */
export interface ReplyReader {
  feed(chunk: Uint8Array): void;
  progress(): ReplyProgress;
  /** What was said until now; of a body that is not streamed, once it is all there. */
  content(): ReplyContent;
}

/** A reader for a reply that comes as server-sent events, or as one JSON body. */
export function createReplyReader({ stream }: { readonly stream: boolean }): ReplyReader {
  return stream ? createStreamReader() : createBodyReader();
}

interface Draft {
  readonly blocks: Map<number, BlockDraft>;
  last: BlockDraft | undefined;
  pieces: number;
  textCharacters: number;
  calls: number;
  stopReason: string | undefined;
  finished: boolean;
  errorType: string | undefined;
}

interface BlockDraft {
  readonly start: JsonObject;
  /** What the deltas added: text, or the input as JSON. */
  readonly parts: string[];
}

function emptyDraft(): Draft {
  const unknown = { last: undefined, stopReason: undefined, errorType: undefined };
  return { ...unknown, blocks: new Map(), pieces: 0, textCharacters: 0, calls: 0, finished: false };
}

const passOver: ReadonlySet<string | undefined> = new Set(['ping', 'content_block_stop']);

function createStreamReader(): ReplyReader {
  const draft = emptyDraft();
  const reader = createSseReader((event) => take(event, draft), { passOver });
  return {
    feed: reader.feed,
    progress: () => progressOf(draft, draft.blocks.size > 0),
    content: () => contentOf(draft),
  };
}

/** Events without a name are told by their `type`. */
function take(event: SseEvent, draft: Draft): void {
  draft.pieces += 1;
  // The longest of most streams, and nothing in it is asked for here.
  if (event.event === 'message_start') return;
  const data = objectOf(parseJson(event.data));
  switch (event.event ?? stringOf(data?.type)) {
    case 'content_block_start':
      return begin(draft, numberOf(data?.index) ?? draft.blocks.size, objectOf(data?.content_block) ?? {});
    case 'content_block_delta':
      return add(draft, numberOf(data?.index), objectOf(data?.delta));
    case 'message_delta':
      draft.stopReason = stringOf(objectOf(data?.delta)?.stop_reason) ?? draft.stopReason;
      draft.finished ||= draft.stopReason !== undefined;
      return;
    case 'message_stop':
      draft.finished = true;
      return;
    case 'error':
      draft.errorType = stringOf(objectOf(data?.error)?.type) ?? 'unknown';
      return;
    default:
      return;
  }
}

function begin(draft: Draft, index: number, start: JsonObject): void {
  const block = { start, parts: [] };
  draft.blocks.set(index, block);
  draft.last = block;
  if (start.type === 'tool_use') draft.calls += 1;
  if (start.type === 'text') draft.textCharacters += stringOf(start.text)?.length ?? 0;
}

function add(draft: Draft, index: number | undefined, delta: JsonObject | undefined): void {
  const block = index === undefined ? undefined : draft.blocks.get(index);
  if (block === undefined) return;
  if (delta?.type === 'text_delta') {
    const text = stringOf(delta.text) ?? '';
    block.parts.push(text);
    draft.textCharacters += text.length;
  } else if (delta?.type === 'input_json_delta') block.parts.push(stringOf(delta.partial_json) ?? '');
}

function progressOf(draft: Draft, hasContent: boolean): ReplyProgress {
  const { pieces, textCharacters, calls, finished, errorType } = draft;
  const progress = { pieces, hasContent, textCharacters, calls, finished };
  return errorType === undefined ? progress : { ...progress, errorType };
}

function contentOf({ blocks, last, stopReason }: Draft): ReplyContent {
  const all = [...blocks.values()];
  return {
    text: all.map(textOf).join(''),
    toolCalls: all.filter(isCall).map(callOf),
    otherBlocks: all.filter(({ start }) => !spoken.has(stringOf(start.type))).length,
    endsInCall: last !== undefined && isCall(last),
    ...(stopReason === undefined ? {} : { stopReason }),
  };
}

const spoken: ReadonlySet<string | undefined> = new Set(['text', 'thinking', 'redacted_thinking', 'tool_use']);

function textOf({ start, parts }: BlockDraft): string {
  return start.type === 'text' ? (stringOf(start.text) ?? '') + parts.join('') : '';
}

function isCall({ start }: BlockDraft): boolean {
  return start.type === 'tool_use';
}

/** The input is what the deltas wrote; where they wrote nothing, what the block began with. */
function callOf({ start, parts }: BlockDraft): RepliedCall {
  const written = parts.join('');
  const input: Json | undefined = written === '' ? start.input : parseJson(written);
  return { name: stringOf(start.name) ?? '', ...(input === undefined ? {} : { input }) };
}

function createBodyReader(): ReplyReader {
  const chunks: Uint8Array[] = [];
  let size = 0;
  let read: { readonly size: number; readonly draft: Draft } | undefined;
  const draftNow = (): Draft => {
    if (read?.size !== size) read = { size, draft: draftOf(parseJson(Buffer.concat(chunks).toString())) };
    return read.draft;
  };
  return {
    feed(chunk) {
      chunks.push(chunk);
      size += chunk.byteLength;
    },
    // The end of a body is told by whoever sends it: until then nothing is known but that it has begun.
    progress: () => ({
      pieces: chunks.length,
      hasContent: size > 0,
      textCharacters: 0,
      calls: 0,
      finished: false,
    }),
    content: () => contentOf(draftNow()),
  };
}

function draftOf(body: Json | undefined): Draft {
  const draft = emptyDraft();
  const message = objectOf(body);
  for (const [index, block] of listOf(message?.content).entries()) begin(draft, index, objectOf(block) ?? {});
  draft.stopReason = stringOf(message?.stop_reason);
  return draft;
}
