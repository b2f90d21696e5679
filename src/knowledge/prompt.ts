import type { CacheParts, Edit } from '../core/index.ts';

/** A prompt as a cache sees it: where it may be cut, and what keys each part. Hashes are salted and hold no text. */
export interface Prompt {
  /** The salted credential: nobody reads another's cache. */
  readonly root: string;
  /** Chain hash after each message. */
  readonly hashes: readonly string[];
  /** Content blocks of each message. */
  readonly blocks: readonly number[];
  /** Bytes from the prompt's beginning (tools, system) to the end of each message. */
  readonly ends: readonly number[];
  /** Bytes of tools and system. */
  readonly headBytes: number;
  /** In the order of the prompt. */
  readonly breakpoints: readonly PromptBreakpoint[];
  /** What keys the caches of this request after edits. */
  readonly keysAfter: (edits: readonly Edit[]) => LevelKeys;
  /** The parts of those keys, to name what changed. Absent: a changed setting is not told from an early eviction. */
  readonly partsAfter?: (edits: readonly Edit[]) => CacheParts;
}

/** Where a request asks for its prefix to be kept. `automatic`: on the last block. */
export interface PromptBreakpoint {
  readonly at: 'tools' | 'system' | 'automatic' | { readonly message: number };
  readonly ttl: '5m' | '1h';
}

/** One key for each level of a prompt; a change breaks its level and those behind it. */
export interface LevelKeys {
  readonly tools: string;
  readonly system: string;
  readonly messages: string;
}

/** Stands for the end of the system prompt where a message's index is asked for. */
const systemEnd = -1;
/** The same for the end of the tools. */
export const toolsEnd = -2;

/** The message a breakpoint ends at; -1 for the system prompt, -2 for the tools. */
export function messageOf({ at }: PromptBreakpoint, { hashes }: Prompt): number {
  if (at === 'tools') return toolsEnd;
  if (at === 'system') return systemEnd;
  return at === 'automatic' ? hashes.length - 1 : at.message;
}

/** The key of the prefix that ends with a message (or -1, -2), under these level keys. */
export function prefixKey({ root, hashes }: Prompt, keys: LevelKeys, message: number): string {
  if (message === toolsEnd) return `${root} ${keys.tools}`;
  if (message === systemEnd) return `${root} ${keys.system}`;
  return `${hashes[message] ?? ''} ${keys.messages}`;
}

/** Share of the prompt's bytes up to a message (or -1, -2: the head). What stands for tokens where they were not counted. */
export function shareUpTo({ ends, headBytes }: Prompt, message: number): number {
  const all = ends.at(-1) ?? headBytes;
  if (all === 0) return 0;
  return (message < 0 ? headBytes : (ends[message] ?? all)) / all;
}

/** Whether some breakpoint moves along with the messages, so that what is appended is cached too. */
export function cachesMessages({ breakpoints }: Prompt): boolean {
  return breakpoints.some(({ at }) => at === 'automatic' || typeof at === 'object');
}

/** The lifetime that the last breakpoint asks for. */
export function ttlOf({ breakpoints }: Prompt): '5m' | '1h' {
  return breakpoints.at(-1)?.ttl ?? '5m';
}
