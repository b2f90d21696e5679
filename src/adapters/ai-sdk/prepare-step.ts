import type { LanguageModelV4, LanguageModelV4Prompt, LanguageModelV4ToolResultPart } from '@ai-sdk/provider';
import type { ModelMessage, ToolResultPart } from 'ai';
import { type Decision, decide, executionTier, noKnowledge } from '../../core/index.ts';
import { type AdapterSettings, createTierRouter } from '../tier-router.ts';
import { toRequest } from './request/to-request.ts';

/** The models of a `prepareStep`, and how it chooses between them. */
export interface StepModels extends Omit<AdapterSettings, 'sinks' | 'onTurn' | 'verdicts' | 'finalResponse'> {
  readonly reasoning: LanguageModelV4;
  readonly execution: LanguageModelV4;
  /** Told of every decision. */
  readonly onDecision?: (decision: Decision) => void;
}

/** What a step is prepared from: the messages that it will send. */
export interface StepInput {
  readonly messages: readonly ModelMessage[];
}

/**
 * A `prepareStep` for `generateText`, `streamText` and agents that keep their own models: chooses `model` for each step by
 * the rules and what the request itself shows. Less than `routedModel`: a step says neither which tools there are nor how
 * it ended, so nothing is held, judged or escalated, no setting is fitted (give the execution model settings that it takes),
 * no cache is known and no sink is told. Throws a `SettingsError`.
 */
export function prepareStep({ reasoning, execution, onDecision, ...settings }: StepModels) {
  const { context, live } = createTierRouter({ reasoning: reasoning.modelId, execution: execution.modelId }, settings);
  return ({ messages }: StepInput): { readonly model: LanguageModelV4 } => {
    const request = toRequest({ prompt: promptOf(messages) }, { modelId: reasoning.modelId, stream: false });
    const reading = context.reader.read(request);
    if (reading.kind !== 'turn' || live.mode === 'off') return { model: reasoning };
    const decision = decide(reading.turn, live.policy, noKnowledge);
    onDecision?.(decision);
    return { model: live.mode === 'route' && decision.tier === executionTier ? execution : reasoning };
  };
}

/** Messages as the model gets them. A file is told as one, without what is in it: nothing of that is decided on. */
function promptOf(messages: readonly ModelMessage[]): LanguageModelV4Prompt {
  return messages.map((message): LanguageModelV4Prompt[number] => {
    switch (message.role) {
      case 'system':
        return { role: 'system', content: message.content };
      case 'user':
        return { role: 'user', content: textsOr(message.content, (part) => (part.type === 'text' ? part : someFile)) };
      case 'assistant':
        return { role: 'assistant', content: textsOr(message.content, assistantPart).flat() };
      case 'tool':
        return {
          role: 'tool',
          content: message.content.flatMap((part) => (part.type === 'tool-result' ? [resultPart(part)] : [])),
        };
      default:
        return message satisfies never;
    }
  });
}

const someFile = { type: 'file' as const, mediaType: 'image', data: { type: 'text' as const, text: '' } };

type AssistantContent = Extract<LanguageModelV4Prompt[number], { role: 'assistant' }>['content'];
type AssistantPart = Exclude<Extract<ModelMessage, { role: 'assistant' }>['content'], string>[number];

function assistantPart(part: AssistantPart): AssistantContent {
  if (part.type === 'text') return [{ type: 'text', text: part.text }];
  if (part.type === 'tool-result') return [resultPart(part)];
  if (part.type !== 'tool-call') return [];
  const { toolCallId, toolName, input, providerExecuted = false } = part;
  return [{ type: 'tool-call', toolCallId, toolName, input, providerExecuted }];
}

function resultPart({ toolCallId, toolName, output }: ToolResultPart): LanguageModelV4ToolResultPart {
  const told =
    output.type === 'content'
      ? { type: output.type, value: output.value.map((part) => (part.type === 'text' ? part : someFile)) }
      : output;
  return { type: 'tool-result', toolCallId, toolName, output: told };
}

function textsOr<Part, Told>(content: string | readonly Part[], tell: (part: Part) => Told) {
  return typeof content === 'string' ? [{ type: 'text' as const, text: content }] : content.map(tell);
}
