/** What is read of a chat model of LangChain's: its id, and what it would send beside the messages where it is Anthropic's. */
import type { BaseChatModel } from '@langchain/core/language_models/chat_models';
import { type Block, membersOf, textOf } from '../block.ts';

/** The id of the model that a chat model calls. */
export function modelIdOf(model: BaseChatModel): string {
  const own = textOf(Reflect.get(model, 'model')) ?? textOf(Reflect.get(model, 'modelName'));
  return own ?? model._llmType();
}

/** Whether it is `ChatAnthropic`, whose call options are known. */
export function isAnthropic(model: BaseChatModel): boolean {
  return model._llmType() === 'anthropic';
}

/** The settings that an Anthropic chat model would send with these call options; none of any other model. */
export function anthropicSettings(model: BaseChatModel, callOptions: Readonly<Record<string, unknown>>): Block {
  if (!isAnthropic(model)) return {};
  try {
    const { tools: _tools, tool_choice: _toolChoice, ...options } = callOptions;
    return membersOf(model.invocationParams(options)) ?? {};
  } catch {
    // The model refuses the combination, as it will when it is called: that error is the caller's to see, from there.
    return {};
  }
}
