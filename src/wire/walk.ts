import {
  closeBrace,
  type Marks,
  noMarks,
  openBrace,
  openBracket,
  type Span,
  skipSpace,
  skipValue,
} from './json-bytes.ts';
import { type Member, memberOf, parseString, readElements, readMembers } from './json-spans.ts';

/** Where everything of a request lies: one pass over its bytes, nothing parsed but keys and roles. */
export interface RequestLayout {
  /** Position of the opening brace. */
  readonly open: number;
  /** Top-level members in order, duplicates kept. */
  readonly members: readonly Member[];
  /** The elements of `messages` (of its last occurrence); `undefined` when it is missing or no array. */
  readonly messages: readonly MessageSpan[] | undefined;
}

/** Where one message lies, and what the walk saw inside. */
export interface MessageSpan extends Span {
  /** `undefined`: the element is no object, or its role no string. */
  readonly role: string | undefined;
  readonly content: Span | undefined;
  /** The message's own `output_config` (per-message effort). */
  readonly outputConfig: Span | undefined;
  /** Content blocks; a string counts as one. */
  readonly blocks: number;
  /** A `cache_control` may lie inside. */
  readonly marked: boolean;
  /** A `tool_use` block may lie inside. */
  readonly toolUse: boolean;
  /** The bytes already are the message's canonical form (see `canonical.ts`): the chain hashes them as they stand. */
  readonly canonical: boolean;
}

/**
 * Finds the spans of a request. `undefined`: not a JSON object, cut off, unbalanced, nested deeper than 512, or led by a
 * byte order mark (`JSON.parse` refuses it too). About 0.4 ms per MB, less where strings are long.
 */
export function walkRequest(body: Buffer): RequestLayout | undefined {
  const open = skipSpace(body, 0);
  let messages: readonly MessageSpan[] | undefined;
  const marks = noMarks();
  const read = readMembers(body, open, (key, at) => {
    if (key !== 'messages') return skipValue(body, at, marks);
    const walked = walkMessages(body, at);
    messages = walked.messages;
    return walked.end;
  });
  if (read === undefined || skipSpace(body, read.end) !== body.length) return undefined;
  return { open, members: read.members, messages };
}

function walkMessages(
  body: Buffer,
  at: number,
): { readonly messages: readonly MessageSpan[] | undefined; readonly end: number } {
  if (body[at] !== openBracket) return { messages: undefined, end: skipValue(body, at, noMarks()) };
  const messages: MessageSpan[] = [];
  const marks = noMarks();
  const read = readElements(body, at, (start) => {
    const message = walkMessage(body, start, marks);
    if (message === undefined) return -1;
    messages.push(message);
    return message.end;
  });
  return { messages, end: read?.end ?? -1 };
}

function walkMessage(body: Buffer, start: number, marks: Marks): MessageSpan | undefined {
  marks.space = false;
  marks.cacheControl = false;
  marks.toolUse = false;
  let blocks = 0;
  const read = readMembers(body, start, (key, at) => {
    marks.children = 0;
    const end = skipValue(body, at, marks);
    if (key === 'content') blocks = body[at] === openBracket ? marks.children : 1;
    return end;
  });
  if (read === undefined) return walkOther(body, start);
  const content = memberOf(read.members, 'content');
  return {
    start,
    end: read.end,
    role: parseString(body, memberOf(read.members, 'role')),
    content,
    outputConfig: memberOf(read.members, 'output_config'),
    blocks,
    marked: marks.cacheControl,
    toolUse: marks.toolUse,
    canonical: !marks.space && !marks.cacheControl && isCanonicalOrder(body, start, read.members),
  };
}

/** An element that is no object: it has a span and nothing else. */
function walkOther(body: Buffer, start: number): MessageSpan | undefined {
  const end = skipValue(body, start, noMarks());
  if (end === -1 || body[start] === openBrace) return undefined;
  const nothing = { role: undefined, content: undefined, outputConfig: undefined, blocks: 0 };
  return { start, end, ...nothing, marked: false, toolUse: false, canonical: false };
}

/** `{"role":…,"content":[…]…}` with no space between the members and each of the two once. */
function isCanonicalOrder(body: Buffer, start: number, members: readonly Member[]): boolean {
  const [role, content] = members;
  if (role?.key !== 'role' || content?.key !== 'content' || body[content.start] !== openBracket) return false;
  let at = start + 1;
  for (const member of members) {
    const escaped = member.keyEnd - member.keyStart !== member.key.length + 2;
    if (member.keyStart !== at || member.start !== member.keyEnd + 1 || escaped) return false;
    if (member !== role && member !== content && (member.key === 'role' || member.key === 'content')) return false;
    at = member.end + 1;
  }
  return body[at - 1] === closeBrace;
}
