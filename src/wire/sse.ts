/**
 * Server-sent events read from bytes as they arrive, however they are cut: in the middle of a character, of a CRLF, of a
 * field. Only what a caller asks for is decoded. Nothing here is sent on: the gateway forwards the bytes it got, so fields
 * and events that are not known survive.
 */
import { colon, matches } from './json-bytes.ts';

/** One event with data. */
export interface SseEvent {
  /** The `event` field; `undefined` when there is none. */
  readonly event: string | undefined;
  /** The data lines, joined by newlines; decoded when asked for. Empty for an event larger than the reader keeps. */
  readonly data: string;
  /** Length of the event on the wire: from the end of the event before it to the end of its blank line, comments included. */
  readonly rawBytes: number;
}

/** Takes a stream's bytes, in order. */
export interface SseReader {
  feed(chunk: Uint8Array): void;
}

const lineFeed = 0x0a;
const carriageReturn = 0x0d;
const space = 0x20;
const byteOrderMark = Buffer.from('\ufeff');
const eventField = Buffer.from('event');
const dataField = Buffer.from('data');
const nothing = Buffer.alloc(0);

const noNames: ReadonlySet<string | undefined> = new Set();

/** What a reader keeps and tells. */
export interface SseReaderOptions {
  /** Bounds what is kept of an event. Default 16 MiB. */
  readonly maxEventBytes?: number;
  /** Names of events that are not told. */
  readonly passOver?: ReadonlySet<string | undefined>;
}

/** Makes a reader that tells each event as its blank line arrives. */
export function createSseReader(
  onEvent: (event: SseEvent) => void,
  { maxEventBytes = 16 * 1024 * 1024, passOver = noNames }: SseReaderOptions = {},
): SseReader {
  let event: string | undefined;
  let data: Buffer[] = [];
  let kept = 0;
  let rawBytes = 0;
  const cut = createLineCutter(maxEventBytes, (line) => {
    rawBytes += line.wireBytes;
    if (line.start === line.end) {
      if (data.length > 0) {
        if (!passOver.has(event)) onEvent(toEvent(event, kept > maxEventBytes ? [] : data, rawBytes));
        rawBytes = 0;
        data = [];
        kept = 0;
      }
      event = undefined;
      return;
    }
    const dataStart = valueStart(line, dataField);
    if (dataStart !== -1) {
      kept += line.end - dataStart + 1;
      if (kept > maxEventBytes) data = [nothing];
      else data.push(line.bytes.subarray(dataStart, line.end));
      return;
    }
    const nameStart = valueStart(line, eventField);
    if (nameStart !== -1) event = eventName(line, nameStart);
  });
  return { feed: (chunk) => cut(toBuffer(chunk)) };
}

function toEvent(event: string | undefined, lines: readonly Buffer[], rawBytes: number): SseEvent {
  return new LazyEvent(event, lines, rawBytes);
}

/** A class, since an object literal with a getter lives, with all it refers to, until a full collection. */
class LazyEvent implements SseEvent {
  readonly event: string | undefined;
  readonly rawBytes: number;
  readonly #lines: readonly Buffer[];

  constructor(event: string | undefined, lines: readonly Buffer[], rawBytes: number) {
    this.event = event;
    this.#lines = lines;
    this.rawBytes = rawBytes;
  }

  get data(): string {
    const [only] = this.#lines;
    return this.#lines.length === 1 ? `${only}` : this.#lines.join('\n');
  }
}

/** The same bytes as a `Buffer`; nothing is copied. */
export function toBuffer(chunk: Uint8Array): Buffer {
  return Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
}

/** Where the value begins on a line that is this field: after the colon and one space, if any. -1: another field. */
function valueStart({ bytes, start, end }: Line, field: Buffer): number {
  const colonAt = start + field.length;
  if (end < colonAt || !matches(bytes, start, field)) return -1;
  if (end === colonAt) return end;
  if (bytes[colonAt] !== colon) return -1;
  return colonAt + 1 < end && bytes[colonAt + 1] === space ? colonAt + 2 : colonAt + 1;
}

/** The names of the API's events, most frequent first: found by comparing bytes, cheaper than decoding them. */
const knownNames = [
  'content_block_delta',
  'content_block_start',
  'content_block_stop',
  'ping',
  'message_delta',
  'message_start',
  'message_stop',
].map((name) => ({ name, bytes: Buffer.from(name) }));

function eventName({ bytes, end }: Line, start: number): string | undefined {
  for (const known of knownNames) {
    if (known.bytes.length === end - start && matches(bytes, start, known.bytes)) return known.name;
  }
  return start === end ? undefined : bytes.toString('utf8', start, end);
}

/** A line without its end, where it lies, and its length on the wire with its end. One object is reused for all lines. */
interface Line {
  bytes: Buffer;
  start: number;
  end: number;
  wireBytes: number;
}

/** Cuts lines at LF, CRLF or CR, across chunks. Of a line longer than `maxBytes` the beginning is kept. */
function createLineCutter(maxBytes: number, onLine: (line: Line) => void): (chunk: Buffer) => void {
  const line: Line = { bytes: nothing, start: 0, end: 0, wireBytes: 0 };
  let begun: Buffer[] = [];
  let begunBytes = 0;
  let isFirst = true;
  let afterReturn = false;
  const tell = (chunk: Buffer, start: number, end: number) => {
    const whole = begun.length === 0 ? chunk : Buffer.concat([...begun, chunk.subarray(start, end)]);
    line.bytes = whole;
    line.start = whole === chunk ? start : 0;
    line.end = whole === chunk ? end : whole.length;
    if (isFirst && line.end - line.start >= 3 && matches(whole, line.start, byteOrderMark)) line.start += 3;
    isFirst = false;
    if (begun.length > 0) begun = [];
    begunBytes = 0;
    onLine(line);
  };
  return (chunk) => {
    // The line feed of a CRLF that was cut in two is counted with the line that follows.
    let start = afterReturn && chunk[0] === lineFeed ? 1 : 0;
    begunBytes += start;
    if (chunk.length > 0) afterReturn = false;
    let nextReturn = chunk.indexOf(carriageReturn, start);
    while (start < chunk.length) {
      const nextFeed = chunk.indexOf(lineFeed, start);
      if (nextReturn !== -1 && nextReturn < start) nextReturn = chunk.indexOf(carriageReturn, start);
      const isReturn = nextReturn !== -1 && (nextFeed === -1 || nextReturn < nextFeed);
      const end = isReturn ? nextReturn : nextFeed;
      if (end === -1) {
        if (begunBytes <= maxBytes) begun.push(chunk.subarray(start));
        begunBytes += chunk.length - start;
        return;
      }
      const next = isReturn && chunk[end + 1] === lineFeed ? end + 2 : end + 1;
      afterReturn = isReturn && end + 1 === chunk.length;
      line.wireBytes = begunBytes + next - start;
      tell(chunk, start, end);
      start = next;
    }
  };
}

/** An event as it goes over the wire. */
export function formatSseEvent({ event, data }: { readonly event?: string; readonly data: string }): string {
  const lines = data.split(/\r\n|\r|\n/).map((line) => `data: ${line}\n`);
  return `${event === undefined ? '' : `event: ${event}\n`}${lines.join('')}\n`;
}
