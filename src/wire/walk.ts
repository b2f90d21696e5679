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
import { type Member, memberOf, parseString, readMembers, skipElements } from './json-spans.ts';

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

/** What earlier requests let a walk pass over. */
export interface WalkMemory {
  /** The end of a top-level value that is known and stands at `at` byte for byte; -1 when none does. */
  knownEnd(key: string, body: Buffer, at: number): number;
  /**
   * The leading messages, from `first` on, that are known and stand there byte for byte: a list of the caller's own, none
   * when `first` is not known.
   */
  knownMessages(body: Buffer, first: MessageSpan): MessageSpan[];
}

const noMemory: WalkMemory = { knownEnd: () => -1, knownMessages: () => [] };

/**
 * Finds the spans of a request. `undefined`: not a JSON object, cut off, unbalanced, nested deeper than 512, or led by a
 * byte order mark (`JSON.parse` refuses it too). About 0.4 ms per MB that is not known, less where strings are long.
 */
export function walkRequest(body: Buffer, memory: WalkMemory = noMemory): RequestLayout | undefined {
  const open = skipSpace(body, 0);
  let messages: readonly MessageSpan[] | undefined;
  const read = readMembers(body, open, (key, at) => {
    if (key === 'messages') {
      const walked = walkMessages(body, at, memory);
      messages = walked.messages;
      return walked.end;
    }
    const end = memory.knownEnd(key, body, at);
    return end === -1 ? skipValue(body, at) : end;
  });
  if (read === undefined || skipSpace(body, read.end) !== body.length) return undefined;
  return { open, members: read.members, messages };
}

interface WalkedMessages {
  readonly messages: readonly MessageSpan[] | undefined;
  readonly end: number;
}

/** Passes over the messages that are known once it has walked the first. */
function walkMessages(body: Buffer, open: number, memory: WalkMemory): WalkedMessages {
  if (body[open] !== openBracket) return { messages: undefined, end: skipValue(body, open) };
  const marks = noMarks();
  let messages: MessageSpan[] = [];
  const end = skipElements(body, open, (start) => {
    const message = walkMessage(body, start, marks);
    if (message === undefined) return -1;
    if (messages.length === 0) {
      messages = memory.knownMessages(body, message);
      const lastKnown = messages.at(-1);
      if (lastKnown !== undefined) return lastKnown.end;
    }
    messages.push(message);
    return message.end;
  });
  return { messages, end };
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
    content: spanOf(content),
    outputConfig: spanOf(memberOf(read.members, 'output_config')),
    blocks,
    marked: marks.cacheControl,
    toolUse: marks.toolUse,
    canonical: !marks.space && !marks.cacheControl && isCanonicalOrder(body, start, read.members),
  };
}

function spanOf(member: Member | undefined): Span | undefined {
  return member === undefined ? undefined : { start: member.start, end: member.end };
}

/** An element that is no object: it has a span and nothing else. */
function walkOther(body: Buffer, start: number): MessageSpan | undefined {
  const end = skipValue(body, start);
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
