import type { Json } from '../core/index.ts';
import { type Block, blocksOf } from './blocks.ts';
import { openBrace, openBracket, type Span } from './json-bytes.ts';
import { type Member, membersOf, parseSpan } from './json-spans.ts';
import { objectOf } from './json-values.ts';
import type { MessageSpan } from './walk.ts';

/** A cache breakpoint: where `cache_control` lies, and how long its entry lives. */
export interface Breakpoint {
  /** `automatic`: a top-level `cache_control`; the API puts it on the last block that can be cached. */
  readonly at: 'tools' | 'system' | 'automatic' | { readonly message: number };
  readonly ttl: CacheTtl;
}

/** Lifetime of a cache entry, from the start of the request that wrote or read it. */
export type CacheTtl = '5m' | '1h';

/** Members of a block under which further blocks lie that may carry `cache_control`. A tool call's `input` is not one. */
export const nestingKeys: ReadonlySet<string> = new Set(['content', 'source', 'tool', 'definition', 'tool_references']);

/** Levels of such nesting that are followed; the API has two. */
export const maxNesting = 6;

const keyLength = '"cache_control"'.length;

/** Whether a member of a block is its `cache_control`, spelled without escapes (the walk sees no other spelling). */
export function isCacheControl(member: Member): boolean {
  return member.key === 'cache_control' && member.keyEnd - member.keyStart === keyLength;
}

/** The breakpoints inside `tools`, `system` or a message's content, in order. */
export function ttlsIn(body: Buffer, value: Span | undefined): readonly CacheTtl[] {
  return controlsIn(body, value).map(({ ttl }) => ttl);
}

/** A `cache_control` that is an object: where it lies, and what it asks for. */
export interface CacheControl extends Span {
  readonly ttl: CacheTtl;
}

/** The same with where they lie. */
export function controlsIn(body: Buffer, value: Span | undefined): readonly CacheControl[] {
  const found: CacheControl[] = [];
  if (value !== undefined) collectControls(body, value, { found, depth: 0 });
  return found;
}

/** The breakpoints in the messages from index `from` on, in order. Looks only into messages the walk marked. */
export function messageBreakpoints(
  body: Buffer,
  messages: readonly MessageSpan[],
  from: number,
): readonly Breakpoint[] {
  const found: Breakpoint[] = [];
  for (let index = from; index < messages.length; index++) {
    const message = messages[index];
    if (!message?.marked) continue;
    for (const ttl of ttlsIn(body, message.content)) found.push({ at: { message: index }, ttl });
  }
  return found;
}

/** The lifetime that a `cache_control` asks for; `undefined` when it is null or no object. */
export function ttlOf(value: Json | undefined): CacheTtl | undefined {
  const control = objectOf(value);
  if (control === undefined) return undefined;
  return control.ttl === '1h' ? '1h' : '5m';
}

interface Found {
  readonly found: CacheControl[];
  readonly depth: number;
}

function collectControls(body: Buffer, value: Span, { found, depth }: Found): void {
  if (depth > maxNesting) return;
  const deeper = { found, depth: depth + 1 };
  if (body[value.start] === openBrace) collectFromMembers(body, membersOf(body, value), deeper);
  else if (body[value.start] === openBracket) {
    for (const block of blocksOf(body, value)) collectFromBlock(body, block, deeper);
  }
}

/** The same for a block, whose members are read already. */
function collectFromBlock(body: Buffer, block: Block, into: Found): void {
  if (body[block.start] !== openBrace) collectControls(body, block, into);
  else if (into.depth <= maxNesting) {
    collectFromMembers(body, block.members, { found: into.found, depth: into.depth + 1 });
  }
}

function collectFromMembers(body: Buffer, members: readonly Member[], into: Found): void {
  for (const member of members) {
    const ttl = isCacheControl(member) ? ttlOf(parseSpan(body, member)) : undefined;
    if (ttl !== undefined) into.found.push({ start: member.start, end: member.end, ttl });
    else if (nestingKeys.has(member.key)) collectControls(body, member, into);
  }
}
