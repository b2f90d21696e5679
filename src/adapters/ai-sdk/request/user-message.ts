import type { LanguageModelV4Message, LanguageModelV4ToolResultPart } from '@ai-sdk/provider';
import type { Block } from '../../block.ts';
import { anthropicOptions, type CacheMarks } from './anthropic-options.ts';
import { resultFileBlock, userFileBlock } from './files.ts';

/** What a person sent and what tools returned stand in one message of the user's. */
export type FromUser = Extract<LanguageModelV4Message, { readonly role: 'user' | 'tool' }>;

/** The blocks of messages that follow each other without the assistant in between. */
export function userMessage(messages: readonly FromUser[], marks: CacheMarks): Block {
  const content = messages.flatMap((message) =>
    message.role === 'user' ? userBlocks(message, marks) : resultBlocks(message, marks),
  );
  return { role: 'user', content };
}

function userBlocks(message: Extract<FromUser, { readonly role: 'user' }>, marks: CacheMarks): readonly Block[] {
  return message.content.map((part, index) => {
    const last = index === message.content.length - 1 ? message.providerOptions : undefined;
    const cacheControl = marks(part.providerOptions, last);
    return part.type === 'text'
      ? { type: 'text', text: part.text, cache_control: cacheControl }
      : userFileBlock(part, cacheControl);
  });
}

function resultBlocks(message: Extract<FromUser, { readonly role: 'tool' }>, marks: CacheMarks): readonly Block[] {
  return message.content.flatMap((part, index) => {
    if (part.type !== 'tool-result') return [];
    const last = index === message.content.length - 1 ? message.providerOptions : undefined;
    const cacheControl = marks(part.providerOptions, optionsOfOutput(part.output), last);
    const { toolsetName } = anthropicOptions(part.providerOptions);
    return {
      type: 'tool_result',
      tool_use_id: part.toolCallId,
      ...(typeof toolsetName === 'string' ? { toolset_name: toolsetName } : {}),
      content: contentOf(part.output),
      is_error: part.output.type.startsWith('error-') ? true : undefined,
      cache_control: cacheControl,
    };
  });
}

type Output = LanguageModelV4ToolResultPart['output'];

function optionsOfOutput(output: Output): Readonly<Record<string, unknown>> | undefined {
  if (output.type !== 'content') return output.providerOptions;
  return output.value.find((part) => part.providerOptions !== undefined)?.providerOptions;
}

/** What a tool returned, as the API is told it. */
export function contentOf(output: Output): unknown {
  switch (output.type) {
    case 'text':
    case 'error-text':
      return output.value;
    case 'json':
    case 'error-json':
      return JSON.stringify(output.value);
    case 'execution-denied':
      return output.reason ?? 'Tool call execution denied.';
    case 'content':
      return output.value.flatMap((part): readonly Block[] => {
        if (part.type === 'text') return [{ type: 'text', text: part.text }];
        if (part.type === 'file') return [resultFileBlock(part)];
        const { type, toolName } = anthropicOptions(part.providerOptions);
        return type === 'tool-reference' ? [{ type: 'tool_reference', tool_name: toolName }] : [];
      });
    default:
      return output satisfies never;
  }
}
