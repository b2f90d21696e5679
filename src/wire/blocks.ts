import { openBracket, type Span, skipValue } from './json-bytes.ts';
import { type Member, memberOf, parseString, readMembers, skipElements } from './json-spans.ts';

/** A content block: its type, and where it and its members lie. Nothing else of it is parsed until it is asked for. */
export interface Block extends Span {
  /** `undefined`: the element is no object, or has no type. */
  readonly type: string | undefined;
  readonly members: readonly Member[];
}

/** The blocks of a content, or the tools of a list of them; a string, or nothing, has none. */
export function blocksOf(body: Buffer, content: Span | undefined): readonly Block[] {
  return content === undefined || body[content.start] !== openBracket ? [] : readBlocks(body, content.start).blocks;
}

/** The blocks of the value at `at`, and the position after it (-1: malformed). */
export function readBlocks(body: Buffer, at: number): { readonly blocks: readonly Block[]; readonly end: number } {
  const blocks: Block[] = [];
  const end = skipElements(body, at, (start) => {
    const block = blockAt(body, start);
    blocks.push(block);
    return block.end;
  });
  return end === -1 ? { blocks: [], end: skipValue(body, at) } : { blocks, end };
}

function blockAt(body: Buffer, start: number): Block {
  const object = readMembers(body, start);
  if (object === undefined) return { start, end: skipValue(body, start), type: undefined, members: [] };
  const { members, end } = object;
  return { start, end, type: parseString(body, memberOf(members, 'type')), members };
}

/** A block's member that is a string. */
export function blockString(body: Buffer, block: Block, key: string): string | undefined {
  return parseString(body, memberOf(block.members, key));
}

/** The text of a content: the string it is, or its text blocks joined by a newline. */
export function textOf(body: Buffer, content: Span | undefined): string {
  const whole = parseString(body, content);
  if (whole !== undefined) return whole;
  const texts = blocksOf(body, content).filter((block) => block.type === 'text');
  return texts.map((block) => blockString(body, block, 'text') ?? '').join('\n');
}
