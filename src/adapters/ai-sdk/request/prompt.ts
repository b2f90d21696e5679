/**
 * The AI SDK's prompt as the Messages API has it: messages of a side that follow each other are one, tool results are the
 * user's, the first instructions are `system`. As @ai-sdk/anthropic 4 sends it (`convertToAnthropicPrompt`); a test holds
 * both against each other on the wire.
 */
import type { LanguageModelV4Message, LanguageModelV4Prompt } from '@ai-sdk/provider';
import type { Block } from '../../block.ts';
import type { CacheMarks } from './anthropic-options.ts';
import { assistantMessage, type FromAssistant } from './assistant-message.ts';
import { type FromSystem, isEffortOnly, systemEntry, systemMessage } from './system-messages.ts';
import { type FromUser, userMessage } from './user-message.ts';

/** `system` and `messages` of a request. */
export interface PromptBlocks {
  readonly system: readonly Block[] | undefined;
  readonly messages: readonly Block[];
}

/** Translates a prompt. */
export function promptBlocks(
  prompt: LanguageModelV4Prompt,
  options: { readonly marks: CacheMarks; readonly sendReasoning: boolean },
): PromptBlocks {
  let system: readonly Block[] | undefined;
  const messages: Block[] = [];
  const runs = runsOf(prompt);
  for (const [index, run] of runs.entries()) {
    if (run.side === 'system') {
      const entries = run.messages.map((message) => systemEntry(message, options.marks));
      const isPlain = entries.every(
        (entry) => !entry.changesTools && entry.clearAt === undefined && entry.effort === undefined,
      );
      if (index === 0 || (system === undefined && isPlain)) {
        messages.push(...entries.filter(isEffortOnly).map(systemMessage));
        system = entries.flatMap(({ content }) => content.filter(({ type }) => type === 'text'));
      } else messages.push(...entries.filter(saysSomething).map(systemMessage));
    } else if (run.side === 'user') messages.push(userMessage(run.messages, options.marks));
    else {
      const message = assistantMessage(run.messages, { ...options, isLast: index === runs.length - 1 });
      if (message !== undefined) messages.push(message);
    }
  }
  return { system, messages };
}

function saysSomething({ content, clearAt, effort }: ReturnType<typeof systemEntry>): boolean {
  return content.length > 0 || clearAt !== undefined || effort !== undefined;
}

type Run =
  | { readonly side: 'system'; readonly messages: FromSystem[] }
  | { readonly side: 'user'; readonly messages: FromUser[] }
  | { readonly side: 'assistant'; readonly messages: FromAssistant[] };

/** Messages of one side that follow each other. */
function runsOf(prompt: LanguageModelV4Prompt): readonly Run[] {
  const runs: Run[] = [];
  for (const message of prompt) {
    const last = runs.at(-1);
    if (last === undefined || !joins(last, message)) runs.push(runOf(message));
  }
  return runs;
}

/** Adds the message to the run where it is of the same side. */
function joins(run: Run, message: LanguageModelV4Message): boolean {
  if (run.side === 'system' && message.role === 'system') run.messages.push(message);
  else if (run.side === 'user' && (message.role === 'user' || message.role === 'tool')) run.messages.push(message);
  else if (run.side === 'assistant' && message.role === 'assistant') run.messages.push(message);
  else return false;
  return true;
}

function runOf(message: LanguageModelV4Message): Run {
  switch (message.role) {
    case 'system':
      return { side: 'system', messages: [message] };
    case 'assistant':
      return { side: 'assistant', messages: [message] };
    case 'user':
    case 'tool':
      return { side: 'user', messages: [message] };
    default:
      return message satisfies never;
  }
}
