import type { SharedV4FileData } from '@ai-sdk/provider';
import { type Block, membersOf } from '../../block.ts';
import { anthropicOptions } from './anthropic-options.ts';

/** A file of a prompt or of a tool's result. */
export interface PromptFile {
  readonly data: SharedV4FileData;
  readonly mediaType: string;
  readonly filename?: string | undefined;
  readonly providerOptions?: Readonly<Record<string, unknown>> | undefined;
}

/** A file a person sent: an image or a document. */
export function userFileBlock(file: PromptFile, cacheControl: unknown): Block {
  const options = anthropicOptions(file.providerOptions);
  const source = sourceOf(file);
  if (source.type === 'file' && options.containerUpload === true)
    return { type: 'container_upload', file_id: source.file_id };
  if (isImage(file)) return { type: 'image', source, cache_control: cacheControl };
  if (source.type === 'file') return { type: 'document', source, cache_control: cacheControl };
  return {
    type: 'document',
    source,
    title: options.title ?? file.filename,
    ...(options.context ? { context: options.context } : {}),
    ...(membersOf(options.citations)?.enabled === true ? { citations: { enabled: true } } : {}),
    cache_control: cacheControl,
  };
}

/** A file that a tool returned. */
export function resultFileBlock(file: PromptFile): Block {
  return { type: isImage(file) ? 'image' : 'document', source: sourceOf(file) };
}

function isImage({ mediaType }: PromptFile): boolean {
  return mediaType === 'image' || mediaType.startsWith('image/');
}

function sourceOf({ data, mediaType }: PromptFile): Block {
  switch (data.type) {
    case 'reference':
      return { type: 'file', file_id: data.reference.anthropic ?? Object.values(data.reference)[0] };
    case 'url':
      return { type: 'url', url: data.url.toString() };
    case 'text':
      return { type: 'text', media_type: 'text/plain', data: data.text };
    case 'data':
      return mediaType === 'text/plain'
        ? { type: 'text', media_type: 'text/plain', data: bytesOf(data.data).toString() }
        : { type: 'base64', media_type: mediaType, data: base64Of(data.data) };
    default:
      return data satisfies never;
  }
}

function bytesOf(data: Uint8Array | string): Buffer {
  return typeof data === 'string' ? Buffer.from(data, 'base64') : Buffer.from(data);
}

function base64Of(data: Uint8Array | string): string {
  return typeof data === 'string' ? data : Buffer.from(data).toString('base64');
}
