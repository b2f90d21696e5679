import { isObject, type Json, type JsonObject, stringOf } from '../json.ts';
import type { Model } from '../model-table.ts';
import type { MessagesRequest } from '../prompt/request.ts';
import { effectiveThinking } from '../prompt/thinking.ts';
import type { ModelRules } from './model-rules.ts';

/** A request under check, with what most rules ask about. */
export interface Subject {
  readonly request: MessagesRequest;
  readonly body: JsonObject;
  readonly model: Model;
  readonly rules: ModelRules;
  readonly betas: readonly string[];
  /** `anthropic-version`; a request without one counts as the older. */
  readonly version: string;
  /** `thinking.type` in effect, the model's default filled in. */
  readonly thinking: string;
  /** Effort in effect at the end of the transcript: the last message's that sets one, else the request's, else the default. */
  readonly effort: string | undefined;
  readonly prefixCheck: boolean;
  readonly foreignSignatures: 'drop' | 'refuse';
}

/** A field that is there; null counts as absent. */
export function isSet(value: Json | undefined): boolean {
  return value !== undefined && value !== null;
}

/** The object under a key, if it is one. */
export function objectAt(value: JsonObject, key: string): JsonObject | undefined {
  const inner = value[key];
  return isObject(inner) ? inner : undefined;
}

/** The efforts that messages set, each with its message's index. */
export function messageEfforts({
  messages,
}: MessagesRequest): readonly { readonly at: number; readonly level: string }[] {
  return messages.flatMap(({ value }, at) => {
    const level = stringOf(objectAt(value, 'output_config')?.effort);
    return level === undefined ? [] : [{ at, level }];
  });
}

/** The effort at the beginning of the transcript. */
export function openingEffort({ settings, model }: MessagesRequest): string | undefined {
  return settings.effort ?? model.effort;
}

/** Whether the request thinks before it answers, by budget or adaptively. */
export function isThinkingOn({ thinking }: Subject): boolean {
  return thinking === 'adaptive' || thinking === 'enabled';
}

/** Whether a tool is forced. */
export function forcesTool({ body }: Subject): boolean {
  const type = objectAt(body, 'tool_choice')?.type;
  return type === 'any' || type === 'tool';
}

/** Types of the context edits asked for, in order; an edit without one counts as `''`. */
export function contextEdits(body: JsonObject): readonly string[] {
  const edits = objectAt(body, 'context_management')?.edits;
  return Array.isArray(edits) ? edits.map((edit) => (isObject(edit) ? (stringOf(edit.type) ?? '') : '')) : [];
}

/** Whether an output format is asked for, the older way or the newer. */
export function asksForFormat({ body }: Subject): boolean {
  return isSet(body.output_format) || isSet(objectAt(body, 'output_config')?.format);
}

/** How a request is checked beside what it says itself. */
export interface CheckedWith {
  readonly rules: ModelRules;
  readonly prefixCheck: boolean;
  readonly foreignSignatures: 'drop' | 'refuse';
}

/** Puts a subject together. */
export function toSubject(request: MessagesRequest, checkedWith: CheckedWith): Subject {
  return {
    ...checkedWith,
    request,
    body: request.body,
    model: request.model,
    betas: request.betas,
    version: [request.headers['anthropic-version'] ?? '2023-06-01'].flat().join(),
    thinking: effectiveThinking(request).type,
    effort: messageEfforts(request).at(-1)?.level ?? openingEffort(request),
  };
}
