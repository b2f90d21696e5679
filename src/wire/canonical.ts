/**
 * The canonical form of prompt content: what is hashed. Two texts that the API reads alike get the same bytes where real
 * clients are seen to rewrite them between turns:
 *
 * - `cache_control` is left out, at blocks and tools and at the blocks nested in them;
 * - a string as content is one text block with that text;
 * - white space between tokens is left out;
 * - a message begins with its role, then its content, then the rest in its order.
 *
 * Key order elsewhere, number forms and spellings of escapes count as they are: no client is known to change them.
 * A message whose bytes already are this form (`MessageSpan.canonical`) is taken as it stands.
 */
import { type Block, blocksOf } from './blocks.ts';
import { isCacheControl, maxNesting, nestingKeys } from './cache-marks.ts';
import { openBrace, openBracket, quote, type Span, skipSpace, skipString } from './json-bytes.ts';
import { type Member, memberOf, membersOf } from './json-spans.ts';
import type { MessageSpan } from './walk.ts';

/** The canonical bytes of a message: a view of `body` where they stand there already. */
export function canonicalMessage(body: Buffer, message: MessageSpan): Buffer {
  if (message.canonical) return body.subarray(message.start, message.end);
  const copy = createCopy(body, message);
  const members = membersOf(body, message);
  const role = memberOf(members, 'role');
  const content = memberOf(members, 'content');
  copy.text('{"role":');
  if (role !== undefined) copyCompact(copy, role);
  copy.text(',"content":');
  if (content !== undefined) copyContent(copy, content);
  for (const member of members) {
    if (member.key === 'role' || member.key === 'content') continue;
    copy.text(',');
    copyKey(copy, member);
    copyCompact(copy, member);
  }
  copy.text('}');
  return copy.written();
}

/** The canonical bytes of `system` or `tools`, of the blocks that count. */
export function canonicalBlocks(body: Buffer, value: Span, counts: (block: Block) => boolean): Buffer {
  const copy = createCopy(body, value);
  if (body[value.start] === openBracket) copyBlocks(copy, blocksOf(body, value).filter(counts), 0);
  else copyContent(copy, value);
  return copy.written();
}

/** Bytes on their way from one buffer to another that is large enough. */
interface Copy {
  readonly from: Buffer;
  copy(start: number, end: number): void;
  text(text: string): void;
  written(): Buffer;
}

/** What the canonical form adds at most: the text block around a string, and the two keys of a message. */
const slack = 64;

function createCopy(from: Buffer, source: Span): Copy {
  const to = Buffer.allocUnsafe(source.end - source.start + slack);
  let length = 0;
  return {
    from,
    copy(start, end) {
      length += from.copy(to, length, start, end);
    },
    text(text) {
      length += to.write(text, length, 'latin1');
    },
    written: () => to.subarray(0, length),
  };
}

function copyContent(copy: Copy, value: Span): void {
  if (copy.from[value.start] === quote) {
    copy.text('[{"type":"text","text":');
    copy.copy(value.start, value.end);
    copy.text('}]');
  } else copyNested(copy, value, 0);
}

/** Blocks or a block as such, anything else compact. */
function copyNested(copy: Copy, value: Span, depth: number): void {
  const first = copy.from[value.start];
  if (first === openBracket && depth < maxNesting) copyBlocks(copy, blocksOf(copy.from, value), depth + 1);
  else if (first === openBrace && depth < maxNesting) copyBlock(copy, membersOf(copy.from, value), depth + 1);
  else copyCompact(copy, value);
}

function copyBlocks(copy: Copy, blocks: readonly Block[], depth: number): void {
  copy.text('[');
  blocks.forEach((block, index) => {
    if (index > 0) copy.text(',');
    if (copy.from[block.start] === openBrace) copyBlock(copy, block.members, depth);
    else copyCompact(copy, block);
  });
  copy.text(']');
}

function copyBlock(copy: Copy, members: readonly Member[], depth: number): void {
  const kept = members.filter((member) => !isCacheControl(member));
  copy.text('{');
  kept.forEach((member, index) => {
    if (index > 0) copy.text(',');
    copyKey(copy, member);
    if (nestingKeys.has(member.key)) copyNested(copy, member, depth);
    else copyCompact(copy, member);
  });
  copy.text('}');
}

function copyKey(copy: Copy, member: Member): void {
  copy.copy(member.keyStart, member.keyEnd);
  copy.text(':');
}

/** The value without white space outside its strings. */
function copyCompact(copy: Copy, value: Span): void {
  const { from } = copy;
  if (from[value.start] === quote) return copy.copy(value.start, value.end);
  let run = value.start;
  let at = value.start;
  while (at < value.end) {
    const byte = from[at] ?? 0;
    if (byte === quote) at = skipString(from, at);
    else if (byte <= 0x20) {
      copy.copy(run, at);
      run = skipSpace(from, at);
      at = run;
    } else at++;
  }
  copy.copy(run, value.end);
}
