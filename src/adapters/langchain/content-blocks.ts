import type { BaseMessage } from '@langchain/core/messages';
import { type Block, membersOf, textOf } from '../block.ts';

/** The calls of a reply, as LangChain keeps them beside its content. */
export interface MessageCall {
  readonly id?: string | undefined;
  readonly name: string;
  readonly args: unknown;
}

type Content = BaseMessage['content'];

/** Content as @langchain/anthropic 1.5 sends it (`_formatContentBlocks`): text stays text, a list becomes the API's blocks. */
export function contentOf(content: Content, calls: readonly MessageCall[] = []): string | readonly Block[] {
  if (typeof content === 'string') return content;
  const parts = content.map((part): Block => ({ ...part }));
  return parts.flatMap((part) => blockOf(part, { parts, calls }) ?? []);
}

interface Around {
  readonly parts: readonly Block[];
  readonly calls: readonly MessageCall[];
}

/** Blocks of the API that go as they are, but for the place in a stream. */
const passed: ReadonlySet<unknown> = new Set([
  'bash_code_execution_tool_result',
  'container_upload',
  'document',
  'server_tool_use',
  'text_editor_code_execution_tool_result',
  'tool_result',
  'tool_search_tool_result',
  'tool_search_tool_bm25_tool_result',
  'tool_search_tool_regex_tool_result',
  'web_search_result',
  'web_search_tool_result',
]);

function blockOf(part: Block, around: Around): readonly Block[] | undefined {
  const cached = part.cache_control ? { cache_control: part.cache_control } : {};
  switch (part.type) {
    case 'text':
    case 'text_delta':
      return [{ type: 'text', text: part.text, ...cached, ...(part.citations ? { citations: part.citations } : {}) }];
    case 'thinking':
      return [{ type: 'thinking', thinking: part.thinking, signature: part.signature, ...cached }];
    case 'redacted_thinking':
      return [{ type: 'redacted_thinking', data: part.data, ...cached }];
    case 'compaction':
      return [{ type: 'compaction', content: part.content, ...cached }];
    case 'tool_use':
      return [callBlock(part, around)];
    case 'image':
    case 'image_url':
    case 'file':
      return [fileBlock(part, cached)];
    default:
      return passed.has(part.type) ? [withoutIndex(part)] : undefined;
  }
}

function withoutIndex(part: Block): Block {
  const { index: _index, ...rest } = part;
  return rest;
}

/** Of a reply that was streamed the input stands beside the content, or in pieces of its own behind the call. */
function callBlock(part: Block, { parts, calls }: Around): Block {
  if (typeof part.input !== 'string') return withoutIndex(part);
  const call = calls.find(({ id }) => id === part.id);
  if (call !== undefined) return withoutIndex({ ...part, input: call.args });
  const pieces = parts.filter(({ type, index }) => type === 'input_json_delta' && index === part.index);
  const text = part.input + pieces.map(({ input }) => textOf(input) ?? '').join('');
  return withoutIndex({ ...part, input: parsedOrEmpty(text) });
}

function parsedOrEmpty(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}

/** An image or a document, in whichever of LangChain's spellings. */
function fileBlock(part: Block, cached: Block): Block {
  const type = part.type === 'file' ? 'document' : 'image';
  const source = membersOf(part.source) ?? sourceOf(part);
  return { type, source, ...cached };
}

function sourceOf(part: Block): Block {
  const { image_url: imageUrl, url, data, fileId, mimeType } = part;
  const address = textOf(membersOf(imageUrl)?.url) ?? textOf(imageUrl) ?? textOf(url);
  if (address !== undefined) return urlSource(address);
  if (typeof fileId === 'string') return { type: 'file', file_id: fileId };
  const bytes = data instanceof Uint8Array ? Buffer.from(data).toString('base64') : data;
  const usual = part.type === 'file' ? 'application/pdf' : 'image/jpeg';
  return { type: 'base64', media_type: mimeType ?? usual, data: bytes };
}

function urlSource(address: string): Block {
  const inline = /^data:(?<media>[^;,]+);base64,(?<data>.*)$/s.exec(address)?.groups;
  return inline === undefined
    ? { type: 'url', url: address }
    : { type: 'base64', media_type: inline.media, data: inline.data };
}
