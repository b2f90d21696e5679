import { given, type Json, type RequestSettings, type ThinkingSetting } from '../core/index.ts';
import { type HeaderReader, listHeader, textHeader } from './headers.ts';
import { isList, listOf, numberOf, objectOf, stringOf } from './json-values.ts';
import type { Field } from './open-request.ts';

/** The settings of a request. What a client sends in another shape than the API's counts as not set. */
export function readSettings(field: Field, header: HeaderReader): RequestSettings {
  const outputConfig = objectOf(field('output_config'));
  const fallbacks = field('fallbacks');
  const edits = objectOf(field('context_management'))?.edits;
  return {
    ...given('apiVersion', textHeader(header, 'anthropic-version')),
    betas: listHeader(header, 'anthropic-beta'),
    stream: field('stream') === true,
    ...given('maxTokens', numberOf(field('max_tokens'))),
    ...given('thinking', thinkingOf(field('thinking'))),
    ...given('effort', stringOf(outputConfig?.effort)),
    ...given('temperature', numberOf(field('temperature'))),
    ...given('topP', numberOf(field('top_p'))),
    ...given('topK', numberOf(field('top_k'))),
    ...given('toolChoice', toolChoiceOf(field('tool_choice'))),
    outputFormat: isSet(outputConfig?.format) || isSet(field('output_format')),
    ...given('speed', stringOf(field('speed'))),
    ...given('inferenceGeo', stringOf(field('inference_geo'))),
    fallbackList: fallbacks !== undefined && isList(fallbacks),
    contextEdits: listOf(edits).flatMap((edit) => stringOf(objectOf(edit)?.type) ?? []),
    container: isSet(field('container')),
    ...given('thread', threadOf(field('thread'))),
  };
}

function thinkingOf(value: Json | undefined): ThinkingSetting | undefined {
  const thinking = objectOf(value);
  const type = stringOf(thinking?.type);
  if (type === undefined) return undefined;
  return {
    type,
    ...given('budgetTokens', numberOf(thinking?.budget_tokens)),
    ...given('display', stringOf(thinking?.display)),
    blockBinding: isSet(thinking?.block_binding),
  };
}

function toolChoiceOf(value: Json | undefined): RequestSettings['toolChoice'] {
  const choice = objectOf(value);
  const type = stringOf(choice?.type);
  return type === undefined ? undefined : { type, ...given('name', stringOf(choice?.name)) };
}

function threadOf(value: Json | undefined): RequestSettings['thread'] {
  const thread = objectOf(value);
  const type = stringOf(thread?.type);
  if (type === undefined) return undefined;
  return { type, ...given('previousMessageId', stringOf(thread?.previous_message_id)) };
}

function isSet(value: Json | undefined): boolean {
  return value !== undefined && value !== null;
}
