import type { Json } from '../core/index.ts';
import { openBrace, openBracket, type Span } from './json-bytes.ts';
import { elementsOf, type Member, membersOf, parseSpan } from './json-spans.ts';
import { objectOf } from './json-values.ts';
import type { RequestLayout } from './walk.ts';

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
  const found: CacheTtl[] = [];
  if (value !== undefined) collectTtls(body, value, { found, depth: 0 });
  return found;
}

/** The breakpoints in the messages, in order. Looks only into messages the walk marked. */
export function messageBreakpoints(body: Buffer, layout: RequestLayout): readonly Breakpoint[] {
  return (layout.messages ?? []).flatMap((message, index) =>
    message.marked ? ttlsIn(body, message.content).map((ttl) => ({ at: { message: index }, ttl })) : [],
  );
}

/** The lifetime that a `cache_control` asks for; `undefined` when it is null or no object. */
export function ttlOf(value: Json | undefined): CacheTtl | undefined {
  const control = objectOf(value);
  if (control === undefined) return undefined;
  return control.ttl === '1h' ? '1h' : '5m';
}

function collectTtls(body: Buffer, value: Span, into: { readonly found: CacheTtl[]; readonly depth: number }): void {
  if (into.depth > maxNesting) return;
  const deeper = { found: into.found, depth: into.depth + 1 };
  if (body[value.start] === openBracket) {
    for (const element of elementsOf(body, value)) collectTtls(body, element, deeper);
    return;
  }
  if (body[value.start] !== openBrace) return;
  for (const member of membersOf(body, value)) {
    const ttl = isCacheControl(member) ? ttlOf(parseSpan(body, member)) : undefined;
    if (ttl !== undefined) into.found.push(ttl);
    else if (nestingKeys.has(member.key)) collectTtls(body, member, deeper);
  }
}
