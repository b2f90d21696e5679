import type { LanguageModelV4Message } from '@ai-sdk/provider';
import { type Block, membersOf } from '../../block.ts';
import { anthropicOptions, type CacheMarks } from './anthropic-options.ts';
import { providerCallBlock, providerResultBlock } from './provider-calls.ts';

/** What a model said before. */
export type FromAssistant = Extract<LanguageModelV4Message, { readonly role: 'assistant' }>;

type Part = FromAssistant['content'][number];

/** How assistant messages are told. */
export interface AssistantOptions {
  readonly marks: CacheMarks;
  /** `providerOptions.anthropic.sendReasoning`. */
  readonly sendReasoning: boolean;
  /** The transcript ends with them: the model is to go on from their text. */
  readonly isLast: boolean;
}

/** Messages of the assistant that follow each other, as one; `undefined` where there is nothing to tell. */
export function assistantMessage(messages: readonly FromAssistant[], options: AssistantOptions): Block | undefined {
  const blocks = messages.flatMap((message, at) => {
    const content = message.content.filter((part) => part.type !== 'text' || part.text !== '');
    return content.flatMap((part, index) => {
      const isLastPart = index === content.length - 1;
      const cacheControl = options.marks(part.providerOptions, isLastPart ? message.providerOptions : undefined);
      const isPrefill = options.isLast && isLastPart && at === messages.length - 1;
      const block = blockOf(part, { cacheControl, isPrefill, sendReasoning: options.sendReasoning });
      return block === undefined ? [] : [block];
    });
  });
  return blocks.length === 0 ? undefined : { role: 'assistant', content: callsLast(blocks) };
}

interface PartOptions {
  readonly cacheControl: unknown;
  readonly isPrefill: boolean;
  readonly sendReasoning: boolean;
}

function blockOf(part: Part, { cacheControl, isPrefill, sendReasoning }: PartOptions): Block | undefined {
  const own = anthropicOptions(part.providerOptions);
  switch (part.type) {
    case 'text':
      if (own.type === 'compaction')
        return {
          type: 'compaction',
          content: part.text,
          ...present('signature', own.signature),
          cache_control: cacheControl,
        };
      return {
        type: 'text',
        text: isPrefill ? part.text.trim() : part.text,
        ...present('citations', own.citations),
        cache_control: cacheControl,
      };
    case 'reasoning':
      return sendReasoning ? thinkingBlock(part.text, own) : undefined;
    case 'tool-call':
      if (part.providerExecuted === true) return providerCallBlock(part, cacheControl);
      return callBlock(part, cacheControl);
    case 'tool-result':
      return providerResultBlock(part, cacheControl);
    case 'custom':
      return part.kind === 'anthropic.fallback' ? { type: 'fallback', from: own.from, to: own.to } : undefined;
    case 'file':
    case 'reasoning-file':
      return undefined;
    default:
      return part satisfies never;
  }
}

/** Thinking without a signature is another provider's: Anthropic's package leaves it out. */
function thinkingBlock(text: string, { signature, redactedData }: Block): Block | undefined {
  if (typeof signature === 'string') return { type: 'thinking', thinking: text, signature };
  return typeof redactedData === 'string' ? { type: 'redacted_thinking', data: redactedData } : undefined;
}

function callBlock(part: Extract<Part, { readonly type: 'tool-call' }>, cacheControl: unknown): Block {
  const { toolsetName, caller } = anthropicOptions(part.providerOptions);
  const input = inputOf(part.input);
  const isToolset = typeof toolsetName === 'string';
  return {
    type: 'tool_use',
    id: part.toolCallId,
    name: isToolset ? (input.action ?? toolsetName) : part.toolName,
    ...(isToolset ? { toolset_name: toolsetName } : {}),
    input,
    ...present('caller', callerOf(caller)),
    cache_control: cacheControl,
  };
}

function callerOf(caller: unknown): Block | undefined {
  const { type, toolId } = membersOf(caller) ?? {};
  if (type === 'direct') return { type };
  return typeof type === 'string' && typeof toolId === 'string' ? { type, tool_id: toolId } : undefined;
}

/** An input is an object; what a model wrote instead of one is wrapped. */
function inputOf(input: unknown): Block {
  const parsed = typeof input === 'string' ? parsedOrNot(input) : input;
  return membersOf(parsed) ?? { rawInvalidInput: input };
}

function parsedOrNot(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Between thinking blocks calls stand behind texts. */
function callsLast(blocks: readonly Block[]): readonly Block[] {
  const result: Block[] = [];
  let segment: Block[] = [];
  const flush = () => {
    const calls = segment.filter(({ type }) => type === 'tool_use');
    result.push(...segment.filter(({ type }) => type !== 'tool_use'), ...calls);
    segment = [];
  };
  for (const block of blocks) {
    if (block.type === 'thinking' || block.type === 'redacted_thinking' || block.type === 'fallback') {
      flush();
      result.push(block);
    } else segment.push(block);
  }
  flush();
  return result;
}

function present(name: string, value: unknown): Block {
  return value === undefined || value === null ? {} : { [name]: value };
}
