/**
 * What is remembered of requests, so that a turn is read from where the last turn of its conversation ended. A copy of the
 * last request of each conversation is kept; what begins byte for byte as it did is taken over. Comparing runs at memory speed
 * (1 MB in 25 us), walking and hashing at a fortieth of it. The copy goes on, too: only what was appended is written to it.
 *
 * A conversation is found by who sends it and a checksum of its first message. What is found is compared, so a wrong find
 * costs time and nothing else; so does a first message that changed its bytes (a moved `cache_control`).
 */
import { crc32 } from 'node:zlib';
import { type Block, ByteStore, blockSize } from './byte-store.ts';
import { type Span, sameBytes } from './json-bytes.ts';
import { createLru } from './lru.ts';
import type { MessageSpan } from './walk.ts';

/** A request as it was walked. */
export interface WalkedBody {
  readonly body: Buffer;
  readonly messages: readonly MessageSpan[];
}

/** Remembers the last request of each conversation, within bounds. What it gives out holds until the conversation's next `keep`. */
export interface Recall<T extends WalkedBody> {
  /** Begins a request of `line`: what tells senders and their sessions apart. */
  begin(line: string): Recollection<T>;
}

/** What is remembered for one request. */
export interface Recollection<T extends WalkedBody> {
  /** See `WalkMemory`. */
  knownMessages(body: Buffer, first: MessageSpan): MessageSpan[];
  /** The last request of the conversation, once it was found. */
  last(): T | undefined;
  /** How many of these, the request's messages, stand byte for byte as in `last`, from the first on. */
  shared(messages: readonly MessageSpan[]): number;
  /** Keeps this request, with a copy of its body, in the place of the last. */
  keep(request: T): void;
}

/** What is kept beside a body, about: what was read of the request, and the spans and the hash of each message. */
const entryBytes = 2048;
const spanBytes = 400;

/** A request with the block that its body was copied to. */
interface Kept<T> {
  readonly request: T;
  readonly block: Block;
}

/** A memory of at most `maxBytes` of request bodies, and where things lie in them. */
export function createRecall<T extends WalkedBody>({ maxBytes }: { readonly maxBytes: number }): Recall<T> {
  const store = new ByteStore(maxBytes);
  const kept = createLru<Kept<T>>(maxBytes, ({ block }) => store.give(block));
  return {
    begin(line) {
      let key: string | undefined;
      let last: T | undefined;
      let shared = 0;
      let same: Span | undefined;
      return {
        knownMessages(body, first) {
          key = `${line} ${checksum(body, first)}`;
          last = kept.get(key)?.request;
          const known = last === undefined ? [] : sharedMessages(last, body, first);
          shared = known.length;
          if (shared === 0) last = undefined;
          same = spanOfSame(known, last);
          return known;
        },
        last: () => last,
        // Fewer than were found only where `messages` stands twice and is empty at last.
        shared: (messages) => Math.min(shared, messages.length),
        keep(request) {
          if (key === undefined) return;
          const { body, messages } = request;
          const block = blockFor(body, key, same);
          if (block === undefined) return;
          const copy = { ...request, body: block.bytes.subarray(0, body.length) };
          kept.set(key, { request: copy, block }, block.bytes.length + entryBytes + messages.length * spanBytes);
        },
      };
    },
  };

  /** The body's copy: written over that of the last request where it suits, of which `same` stays. */
  function blockFor(body: Buffer, key: string, same: Span | undefined): Block | undefined {
    const before = kept.get(key)?.block;
    if (before !== undefined && suits(before, body)) return copyTo(before, body, same);
    kept.forget(key);
    let block = store.take(body.length);
    while (block === undefined && kept.forgetOldest()) block = store.take(body.length);
    return block && copyTo(block, body);
  }
}

/** Whether a block is large enough for a body, and not so large that another one would do with less. */
function suits({ bytes }: Block, body: Buffer): boolean {
  return body.length <= bytes.length && bytes.length <= 4 * blockSize(body.length);
}

/** Fills a block with a body; at `same` it holds these bytes already. */
function copyTo(block: Block, body: Buffer, same: Span = { start: 0, end: 0 }): Block {
  body.copy(block.bytes, 0, 0, same.start);
  body.copy(block.bytes, same.end, same.end);
  return block;
}

/** Where the messages that are known lie, when they lie there in the last request, too. */
function spanOfSame(known: readonly MessageSpan[], last: WalkedBody | undefined): Span | undefined {
  const [first] = known;
  const end = known.at(-1)?.end;
  if (first === undefined || end === undefined || first.start !== last?.messages[0]?.start) return undefined;
  return { start: first.start, end };
}

/** Bytes of the first message that are summed: its end, where what a person wrote stands behind a harness's text. */
const summedBytes = 4096;

function checksum(body: Buffer, { start, end }: Span): number {
  return crc32(body.subarray(Math.max(start, end - summedBytes), end));
}

/** The messages of `last` that stand in `body` from `first` on, moved to where they stand there. */
function sharedMessages(last: WalkedBody, body: Buffer, first: MessageSpan): MessageSpan[] {
  const shift = first.start - (last.messages[0]?.start ?? 0);
  const shared = last.messages.slice(0, sharedCount(last, body, shift));
  return shift === 0 ? shared : shared.map((message) => moved(message, shift));
}

/** Halves what is left again and again, so that no byte is compared twice that was found the same. */
function sharedCount({ body: lastBody, messages }: WalkedBody, body: Buffer, shift: number): number {
  let same = 0;
  let start = messages[0]?.start ?? 0;
  let most = messages.length;
  while (same < most) {
    const middle = Math.ceil((same + most) / 2);
    const end = messages[middle - 1]?.end ?? start;
    if (sameBytes(body, start + shift, { bytes: lastBody, span: { start, end } })) {
      same = middle;
      start = end;
    } else most = middle - 1;
  }
  return same;
}

function moved(message: MessageSpan, by: number): MessageSpan {
  const { start, end, content, outputConfig } = message;
  return {
    ...message,
    start: start + by,
    end: end + by,
    content: movedSpan(content, by),
    outputConfig: movedSpan(outputConfig, by),
  };
}

function movedSpan(span: Span | undefined, by: number): Span | undefined {
  return span === undefined ? undefined : { start: span.start + by, end: span.end + by };
}
