import type { LanguageModelV4Message } from '@ai-sdk/provider';
import { type Block, membersOf } from '../../block.ts';
import { anthropicOptions, type CacheMarks } from './anthropic-options.ts';

/** Instructions: the first ones are the request's `system`, later ones stand along the transcript. */
export type FromSystem = Extract<LanguageModelV4Message, { readonly role: 'system' }>;

/** A system message with what its options add to it. */
export interface SystemEntry {
  readonly content: readonly Block[];
  readonly clearAt: unknown;
  readonly effort: unknown;
  readonly changesTools: boolean;
}

/** Reads a system message; its text counts as a block unless the message is there for its options alone. */
export function systemEntry({ content, providerOptions }: FromSystem, marks: CacheMarks): SystemEntry {
  const { toolChanges, clearAt, effort } = anthropicOptions(providerOptions);
  const changes = Array.isArray(toolChanges) ? toolChanges.map(toolChange) : [];
  const isForOptions = changes.length > 0 || clearAt !== undefined || effort !== undefined;
  const text = content === '' && isForOptions ? [] : [textBlock(content, providerOptions, marks)];
  return { content: [...text, ...changes], clearAt, effort, changesTools: changes.length > 0 };
}

/** The entry as a message along the transcript. */
export function systemMessage({ content, clearAt, effort }: SystemEntry): Block {
  return {
    role: 'system',
    content,
    clear_at: clearAt ?? undefined,
    output_config: effort === undefined || effort === null ? undefined : { effort },
  };
}

/** An entry of the request's own `system`: its texts; effort alone goes before the transcript. */
export function isEffortOnly({ content, clearAt, effort }: SystemEntry): boolean {
  return content.length === 0 && clearAt === undefined && effort !== undefined;
}

function textBlock(text: string, providerOptions: FromSystem['providerOptions'], marks: CacheMarks): Block {
  return { type: 'text', text, cache_control: marks(providerOptions) };
}

function toolChange(change: unknown): Block {
  const { type, toolName, tool } = membersOf(change) ?? {};
  const definition = membersOf(tool);
  return definition === undefined
    ? { type, tool: { type: 'tool_reference', name: toolName } }
    : { type: 'tool_addition', tool: { type: 'tool_definition', definition } };
}
