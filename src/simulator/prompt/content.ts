import { digestOf } from '../digest.ts';
import { isObject, type Json, type JsonObject, stringOf } from '../json.ts';
import { readSignature } from './signature.ts';
import { attachmentCharacters } from './tokens.ts';

/** How long a cache entry lives. */
export type CacheTtl = '5m' | '1h';

/** A tool, a system block or a content block, read once: what the cache, the token count and the recordings need. */
export interface PromptBlock {
  readonly value: JsonObject;
  /** Equal exactly for blocks that stand in the prompt as the same text. */
  readonly digest: string;
  /** Length of that text; what tokens are estimated from. */
  readonly characters: number;
  /** Set where the block carries a cache breakpoint. */
  readonly cacheTtl: CacheTtl | undefined;
}

/** String content is the same prompt as one text block. */
export function toBlocks(content: Json | undefined): readonly JsonObject[] {
  if (typeof content === 'string') return [{ type: 'text', text: content }];
  return Array.isArray(content) ? content.filter(isObject) : [];
}

/** How free-form JSON inside a block (a tool's input, a schema) becomes text. */
export type RenderJson = (value: Json | undefined) => string;

/**
 * The block as text: without cache markers, null fields, `is_error: false` and the order of its own fields, none of
 * which are part of the prompt. The order inside a tool's input is, so `JSON.stringify` keeps it.
 */
export function canonicalBlock(block: JsonObject, render: RenderJson = JSON.stringify): string {
  let text = '{';
  for (const key of Object.keys(block).sort()) {
    const value = block[key];
    if (key === 'cache_control' || value === null || value === undefined) continue;
    if (key === 'is_error' && value === false) continue;
    text += `${key}:${canonicalValue(key, value, render)},`;
  }
  return `${text}}`;
}

function canonicalValue(key: string, value: Json, render: RenderJson): string {
  if (key === 'content' && (typeof value === 'string' || Array.isArray(value))) {
    return toBlocks(value)
      .map((inner) => canonicalBlock(inner, render))
      .join('');
  }
  return typeof value === 'string' ? `${value.length}:${value}` : render(value);
}

/** The time to live that a `cache_control` field asks for; undefined when there is none. */
export function cacheTtlOf(cacheControl: Json | undefined): CacheTtl | undefined {
  if (!isObject(cacheControl)) return undefined;
  return cacheControl.ttl === '1h' ? '1h' : '5m';
}

/** Characters that count: attachments weigh the same whatever their size, thinking what the model really wrote. */
function countedCharacters(block: JsonObject, length: number): number {
  const { source, content, signature } = block;
  if (block.type === 'thinking' && typeof signature === 'string') {
    return readSignature(signature)?.thinkingCharacters ?? stringOf(block.thinking)?.length ?? 0;
  }
  let characters = length;
  if (isObject(source) && source.type === 'base64' && typeof source.data === 'string') {
    characters += attachmentCharacters - source.data.length;
  }
  if (Array.isArray(content)) for (const inner of toBlocks(content)) characters += countedCharacters(inner, 0);
  return characters;
}

/** Reads one block; a tool definition is read the same way. */
export function readBlock(value: JsonObject): PromptBlock {
  const text = canonicalBlock(value);
  const characters = countedCharacters(value, text.length);
  return { value, digest: digestOf(text), characters, cacheTtl: cacheTtlOf(value.cache_control) };
}
