/**
 * JSON read as bytes. Bytes >= 0x80 are never JSON syntax, so structure can be found without decoding UTF-8, and inside a
 * string only the closing quote matters. Everything here answers with positions; -1 or `undefined` means the text is not
 * JSON as far as was looked. What lies between is not validated beyond brackets and quotes: a body is judged upstream.
 */

/** Where something lies in a buffer; `end` is exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** What was seen while passing over a value. One object is reused over many values, so its fields are written. */
export interface Marks {
  /** White space outside strings. */
  space: boolean;
  /** A string that reads exactly `cache_control`: the key, or (rarely) a value. */
  cacheControl: boolean;
  /** A string that reads exactly `tool_use`: the type of a block, or (rarely) another value. */
  toolUse: boolean;
  /** Objects and arrays that are direct elements or members of the value. */
  children: number;
}

/** Fresh marks. */
export function noMarks(): Marks {
  return { space: false, cacheControl: false, toolUse: false, children: 0 };
}

/** Marks for callers that do not look at them. */
const unread = noMarks();

/** `"` */
export const quote = 0x22;
/** `,` */
export const comma = 0x2c;
/** `:` */
export const colon = 0x3a;
/** `{` */
export const openBrace = 0x7b;
/** `}` */
export const closeBrace = 0x7d;
/** `[` */
export const openBracket = 0x5b;
/** `]` */
export const closeBracket = 0x5d;
const backslash = 0x5c;
const space = 0x20;

/** Nesting that is followed; deeper bodies are called malformed. The API's own limits are far below. */
const maxDepth = 512;
/** The closing byte expected at each depth. Shared by all walks: a walk is synchronous and never re-enters. */
const closers = new Uint8Array(maxDepth);

/** Bytes of a string (and after an escaped quote) that are looked at one by one before the native search, some 40 ns a call. */
const nearBytes = 32;

/** The position of the first byte at or after `at` that is not white space. */
export function skipSpace(bytes: Buffer, at: number): number {
  let next = at;
  while (next < bytes.length && (bytes[next] ?? 0) <= space) next++;
  return next;
}

/** The position after the string that opens at `open`, or -1 when it does not close. */
export function skipString(bytes: Buffer, open: number): number {
  let at = open + 1;
  for (;;) {
    const near = Math.min(at + nearBytes, bytes.length);
    while (at < near) {
      const byte = bytes[at];
      if (byte === quote) return at + 1;
      at += byte === backslash ? 2 : 1;
    }
    const found = bytes.indexOf(quote, at);
    if (found === -1) return -1;
    let before = found;
    while (before > at && bytes[before - 1] === backslash) before--;
    if ((found - before) % 2 === 0) return found + 1;
    at = found + 1;
  }
}

/** The position after the value that begins at `start`, or -1. Adds what it saw to `marks`. */
export function skipValue(bytes: Buffer, start: number, marks: Marks = unread): number {
  const first = bytes[start];
  if (first === openBrace || first === openBracket) return skipContainer(bytes, start, marks);
  return first === quote ? skipString(bytes, start) : skipScalar(bytes, start);
}

function skipContainer(bytes: Buffer, start: number, marks: Marks): number {
  const length = bytes.length;
  let depth = 0;
  let at = start;
  while (at < length) {
    const byte = bytes[at] ?? 0;
    if (byte === quote) {
      const end = skipString(bytes, at);
      if (end === -1) return -1;
      markString(bytes, { start: at, end }, marks);
      at = end;
      continue;
    }
    if (byte === openBrace || byte === openBracket) {
      if (depth === maxDepth) return -1;
      if (depth === 1) marks.children++;
      closers[depth++] = byte + 2;
    } else if (byte === closeBrace || byte === closeBracket) {
      if (closers[--depth] !== byte) return -1;
      if (depth === 0) return at + 1;
    } else if (byte <= space) marks.space = true;
    at++;
  }
  return -1;
}

const cacheControlString = Buffer.from('"cache_control"');
const toolUseString = Buffer.from('"tool_use"');

function markString(bytes: Buffer, span: Span, marks: Marks): void {
  const length = span.end - span.start;
  if (length === cacheControlString.length) marks.cacheControl ||= matches(bytes, span.start, cacheControlString);
  else if (length === toolUseString.length) marks.toolUse ||= matches(bytes, span.start, toolUseString);
}

/** Whether `wanted` stands at `at`. */
export function matches(bytes: Buffer, at: number, wanted: Buffer): boolean {
  for (let index = 0; index < wanted.length; index++) {
    if (bytes[at + index] !== wanted[index]) return false;
  }
  return true;
}

/** Whether the bytes at `at` are those of `other` at `span`. Runs at memory speed. */
export function sameBytes(bytes: Buffer, at: number, other: { readonly bytes: Buffer; readonly span: Span }): boolean {
  const { start, end } = other.span;
  const atEnd = at + end - start;
  return at >= 0 && atEnd <= bytes.length && bytes.compare(other.bytes, start, end, at, atEnd) === 0;
}

function skipScalar(bytes: Buffer, start: number): number {
  let at = start;
  while (at < bytes.length && !endsScalar(bytes[at] ?? 0)) at++;
  return at === start ? -1 : at;
}

function endsScalar(byte: number): boolean {
  return (
    byte <= space ||
    byte === comma ||
    byte === colon ||
    byte === quote ||
    byte === openBrace ||
    byte === closeBrace ||
    byte === openBracket ||
    byte === closeBracket
  );
}
