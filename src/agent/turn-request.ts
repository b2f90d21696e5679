import { type ContentBlock, isJsonObject, type JsonObject, type Message } from './message.ts';

/** What is the same in every request of an agent. */
export interface RequestTemplate {
  /** The reasoning tier's model: what is asked for where nothing is routed. */
  readonly model: string;
  readonly maxTokens: number;
  readonly system?: string | readonly ContentBlock[];
  /** Further fields of the request, as they are (`thinking`, `metadata`, ...). */
  readonly fields: JsonObject;
  /** The automatic cache breakpoint. */
  readonly autoCache: boolean;
  /** The model binds its thinking to everything before it, and thinks without being told to. */
  readonly bindsThinking: boolean;
}

/** One request's own part. */
export interface RequestParts {
  readonly tools: readonly JsonObject[];
  readonly messages: readonly Message[];
  /** The beginning of the transcript is no longer the one that earlier thinking was made behind. */
  readonly prefixChanged: boolean;
}

/** A request, and the headers it needs. */
export interface TurnRequest {
  readonly body: JsonObject;
  readonly headers: Readonly<Record<string, string>>;
}

/** The beta that `thinking.block_binding` needs. [DOC] preserved thinking */
const bindingBeta = 'thinking-binding-controls-2026-08-01';

/** The request of a turn. Fields come in the order of the prompt, so that growing transcripts share their first bytes. */
export function toRequest(template: RequestTemplate, { tools, messages, prefixChanged }: RequestParts): TurnRequest {
  const { model, maxTokens, system, fields, autoCache } = template;
  const binding = prefixChanged ? lenientThinking(template) : undefined;
  const body = {
    model,
    max_tokens: maxTokens,
    stream: true,
    ...(autoCache ? { cache_control: { type: 'ephemeral' } } : {}),
    ...fields,
    ...(binding === undefined ? {} : { thinking: binding }),
    ...(tools.length === 0 ? {} : { tools }),
    ...(system === undefined ? {} : { system }),
    messages: messages.map(({ role, content }) => ({ role, content })),
  };
  return { body, headers: binding === undefined ? {} : { 'anthropic-beta': bindingBeta } };
}

/**
 * Behind a changed beginning the API refuses thinking from before, unless it is asked to drop it. Where the setting takes no
 * other field there is no way to ask; the refusal is then the routing core's to answer.
 */
function lenientThinking({ fields: { thinking }, bindsThinking }: RequestTemplate): JsonObject | undefined {
  if (!bindsThinking) return undefined;
  const asked = isJsonObject(thinking) ? thinking : {};
  const setting: JsonObject = { type: 'adaptive', ...asked };
  if (setting.type === 'disabled' || setting.type === 'between_tools') return undefined;
  return { ...setting, block_binding: { prefix_mismatch_behavior: 'drop_block' } };
}
