import type { Json } from '../core/index.ts';
import {
  closeBrace,
  closeBracket,
  colon,
  comma,
  matches,
  openBrace,
  openBracket,
  quote,
  type Span,
  skipSpace,
  skipString,
  skipValue,
} from './json-bytes.ts';

/** One member of an object: its key as it reads (escapes resolved), where the key stands, and the span of its value. */
export interface Member extends Span {
  readonly key: string;
  /** The key's opening quote. */
  readonly keyStart: number;
  /** After the key's closing quote. */
  readonly keyEnd: number;
}

/** An object's members in order, duplicates kept, and the position after its closing brace. */
export interface Members {
  readonly members: readonly Member[];
  readonly end: number;
}

/** Passes over the value at `at` and answers with the position after it, or -1. */
export type SkipMember = (key: string, at: number) => number;

/**
 * Reads the members of the object that opens at `open`; `skip` passes over each value, where a caller has something to do
 * there. `undefined`: malformed, or not an object.
 */
export function readMembers(bytes: Buffer, open: number, skip?: SkipMember): Members | undefined {
  if (bytes[open] !== openBrace) return undefined;
  const members: Member[] = [];
  let at = skipSpace(bytes, open + 1);
  if (bytes[at] === closeBrace) return { members, end: at + 1 };
  for (;;) {
    if (bytes[at] !== quote) return undefined;
    const keyStart = at;
    const keyEnd = skipString(bytes, keyStart);
    if (keyEnd === -1) return undefined;
    at = skipSpace(bytes, keyEnd);
    if (bytes[at] !== colon) return undefined;
    const key = parseText(bytes, keyStart, keyEnd);
    if (key === undefined) return undefined;
    const start = skipSpace(bytes, at + 1);
    const end = skip === undefined ? skipValue(bytes, start) : skip(key, start);
    if (end === -1) return undefined;
    members.push({ key, keyStart, keyEnd, start, end });
    at = skipSpace(bytes, end);
    if (bytes[at] === closeBrace) return { members, end: at + 1 };
    if (bytes[at] !== comma) return undefined;
    at = skipSpace(bytes, at + 1);
  }
}

/**
 * Goes over the elements of the array that opens at `open`. `skip` answers with the position after the element, or after a
 * later one. The position after the closing bracket, or -1: malformed, or no array.
 */
export function skipElements(bytes: Buffer, open: number, skip: (at: number) => number): number {
  if (bytes[open] !== openBracket) return -1;
  let at = skipSpace(bytes, open + 1);
  if (bytes[at] === closeBracket) return at + 1;
  for (;;) {
    const end = skip(at);
    if (end === -1) return -1;
    at = skipSpace(bytes, end);
    if (bytes[at] === closeBracket) return at + 1;
    if (bytes[at] !== comma) return -1;
    at = skipSpace(bytes, at + 1);
  }
}

/** The members of the object at `span`; none when it is no object. */
export function membersOf(bytes: Buffer, span: Span): readonly Member[] {
  return readMembers(bytes, span.start)?.members ?? [];
}

/** The last member with this key, which is the one `JSON.parse` keeps. */
export function memberOf(members: readonly Member[], key: string): Member | undefined {
  for (let index = members.length - 1; index >= 0; index--) {
    if (members[index]?.key === key) return members[index];
  }
  return undefined;
}

/** The value at `span`, parsed; `undefined` when there is none or it is not JSON. */
export function parseSpan(bytes: Buffer, span: Span | undefined): Json | undefined {
  return span === undefined ? undefined : parseJson(bytes.toString('utf8', span.start, span.end));
}

/** The value that a text is, or `undefined`. */
export function parseJson(text: string): Json | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The string at `span`; `undefined` when something else stands there. */
export function parseString(bytes: Buffer, span: Span | undefined): string | undefined {
  if (span === undefined || bytes[span.start] !== quote) return undefined;
  return parseText(bytes, span.start, span.end);
}

function parseText(bytes: Buffer, start: number, end: number): string | undefined {
  const known = knownWord(bytes, start, end);
  if (known !== undefined) return known;
  const text = bytes.toString('utf8', start, end);
  if (!text.includes('\\')) return text.slice(1, -1);
  const value = parseJson(text);
  return typeof value === 'string' ? value : undefined;
}

interface Word {
  readonly text: string;
  readonly bytes: Buffer;
}

/** The strings that make up most keys and roles: found by comparing bytes, a third of the time of decoding them. */
const knownWords: readonly Word[] = [
  ...['role', 'user', 'type', 'text', 'content', 'assistant', 'tool_use', 'tool_result', 'tool_use_id'],
  ...['id', 'name', 'input', 'model', 'messages', 'system', 'tools', 'max_tokens', 'stream', 'metadata', 'usage'],
].map((text) => ({ text, bytes: Buffer.from(`"${text}"`) }));

/** Those words by their length with both quotes. */
const knownByLength: readonly (readonly Word[])[] = Array.from({ length: 16 }, (_, length) =>
  knownWords.filter((word) => word.bytes.length === length),
);

function knownWord(bytes: Buffer, start: number, end: number): string | undefined {
  const words = knownByLength[end - start];
  if (words === undefined) return undefined;
  for (const word of words) {
    if (matches(bytes, start, word.bytes)) return word.text;
  }
  return undefined;
}
