/**
 * A model call of a LangChain agent as a request of the Messages API: what @langchain/anthropic would send. It is never sent:
 * it is read by the same reader that reads the gateway's bytes. Pure, but for asking the model what it was set up with.
 */
import type { BaseChatModel } from '@langchain/core/language_models/chat_models';
import type { BaseMessage } from '@langchain/core/messages';
import type { RequestInput } from '../../wire/index.ts';
import { type Block, membersOf, textOf } from '../block.ts';
import { anthropicSettings, modelIdOf } from './chat-model.ts';
import { messageBlocks } from './messages.ts';
import { toolBlocks, toolChoiceBlock } from './tools.ts';

/** A call as `wrapModelCall` is given it. */
export interface AgentCall {
  readonly messages: readonly BaseMessage[];
  readonly systemMessage?: BaseMessage | undefined;
  readonly tools: readonly unknown[];
  readonly toolChoice?: unknown;
  readonly responseFormat?: unknown;
  readonly modelSettings?: Readonly<Record<string, unknown>> | undefined;
  readonly runtime?: { readonly configurable?: unknown } | undefined;
}

/** Translates a call of the model that is asked for. */
export function toRequest(call: AgentCall, model: BaseChatModel): RequestInput {
  const system = call.systemMessage === undefined || call.systemMessage.text === '' ? [] : [call.systemMessage];
  const { betas, tools: _tools, ...settings } = anthropicSettings(model, call.modelSettings ?? {});
  const tools = [...toolBlocks(call.tools), ...(call.responseFormat === undefined ? [] : [responseTool])];
  const request: Block = {
    ...settings,
    model: modelIdOf(model),
    ...(tools.length === 0 ? {} : { tools }),
    tool_choice: toolChoiceBlock(call.toolChoice),
    ...messageBlocks([...system, ...call.messages]),
  };
  return { body: Buffer.from(JSON.stringify(request)), header: headerReader(call, betas) };
}

/** An agent that answers in a format may do so by a tool which LangChain adds below the middleware: its name is not known here. */
const responseTool: Block = { type: 'custom' };

/** `configurable.turnwise` by the request header that says the same to the gateway. */
const ownOptions: Readonly<Record<string, string>> = {
  'x-turnwise-conversation': 'conversation',
  'x-turnwise-user': 'user',
  'x-turnwise-cohort': 'cohort',
  'x-turnwise-tier': 'tier',
};

/** LangGraph's `thread_id` groups turns, like any client's session id. */
function headerReader({ runtime, modelSettings }: AgentCall, betas: unknown): RequestInput['header'] {
  const configurable = membersOf(runtime?.configurable) ?? {};
  const own = membersOf(configurable.turnwise) ?? {};
  const headers = membersOf(modelSettings?.headers) ?? {};
  const sent = new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), textOf(value)]));
  return (name) => {
    const option = ownOptions[name];
    const said = option === undefined ? undefined : textOf(own[option]);
    if (said !== undefined) return said;
    if (name === 'anthropic-beta') return Array.isArray(betas) && betas.length > 0 ? betas.join(',') : sent.get(name);
    if (name === 'x-session-id') return textOf(configurable.thread_id) ?? sent.get(name);
    if (name === 'anthropic-version') return sent.get(name) ?? '2023-06-01';
    return name === 'user-agent' ? 'langchain' : sent.get(name);
  };
}
