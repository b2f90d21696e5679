import type { Span } from './json-bytes.ts';
import { elementsOf, type Member, memberOf, membersOf, parseString } from './json-spans.ts';

/** A content block: its type, and where its members lie. Nothing else of it is parsed until it is asked for. */
export interface Block {
  /** `undefined`: the element is no object, or has no type. */
  readonly type: string | undefined;
  readonly members: readonly Member[];
}

/** The blocks of a content; a string, or nothing, has none. */
export function blocksOf(body: Buffer, content: Span | undefined): readonly Block[] {
  if (content === undefined) return [];
  return elementsOf(body, content).map((element) => {
    const members = membersOf(body, element);
    return { type: parseString(body, memberOf(members, 'type')), members };
  });
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
