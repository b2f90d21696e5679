import type { BaseChatModel } from '@langchain/core/language_models/chat_models';
import type { Edit, Json } from '../../core/index.ts';
import { type Block, membersOf } from '../block.ts';
import { isAnthropic } from './chat-model.ts';

/** Call options of a model, as `modelSettings` carries them. */
export type ModelSettings = Readonly<Record<string, unknown>>;

/**
 * The edits of a decision that LangChain's call options can say: effort, betas, region, automatic caching. Thinking, length
 * and sampling are set where a chat model is made, so of another model they are its own already. Nothing is said to a model
 * that is not Anthropic's.
 */
export function editedSettings(
  settings: ModelSettings | undefined,
  edits: readonly Edit[],
  model: BaseChatModel,
): ModelSettings | undefined {
  if (!isAnthropic(model)) return settings;
  return edits.reduce<ModelSettings | undefined>((before, edit) => withEdit(before, edit) ?? before, settings);
}

function withEdit(settings: ModelSettings = {}, edit: Edit): ModelSettings | undefined {
  if (edit.kind === 'header') {
    return edit.name === 'anthropic-beta' ? { ...settings, betas: edit.value.split(',') } : undefined;
  }
  // `cacheTtl` is no setting of this surface.
  if (edit.kind === 'cache_ttl') return undefined;
  const value = edit.kind === 'set' ? edit.value : undefined;
  switch (edit.path[0]) {
    case 'output_config':
      return withMember(settings, 'outputConfig', withEffort(membersOf(settings.outputConfig) ?? {}, value));
    case 'inference_geo':
      return withMember(settings, 'inferenceGeo', value);
    case 'cache_control':
      return withMember(settings, 'cache_control', value);
    default:
      return undefined;
  }
}

function withEffort({ effort: _before, ...rest }: Block, effort: Json | undefined): Block | undefined {
  if (effort !== undefined) return { ...rest, effort };
  return Object.keys(rest).length === 0 ? undefined : rest;
}

function withMember(settings: ModelSettings, name: string, value: unknown): ModelSettings {
  const { [name]: _before, ...rest } = settings;
  return value === undefined ? rest : { ...rest, [name]: value };
}
