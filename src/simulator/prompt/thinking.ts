import { stringOf } from '../json.ts';
import type { MessagesRequest } from './request.ts';

/** Whether and how the model thinks in this request, defaults filled in. */
export interface EffectiveThinking {
  /** `thinking.type`, or what the model does without one. */
  readonly type: string;
  readonly on: boolean;
  readonly shown: boolean;
  /** Equal for requests whose thinking settings the cache takes for the same. */
  readonly cacheKey: string;
}

/** Fills in the model's defaults. `between_tools` counts as off: there is no thinking up front. */
export function effectiveThinking({ model, settings }: MessagesRequest): EffectiveThinking {
  const asked = stringOf(settings.thinking?.type);
  const type = asked ?? (model.thinking === 'off' ? 'disabled' : 'adaptive');
  const display = stringOf(settings.thinking?.display) ?? model.thinkingDisplay;
  const budget = settings.thinking?.budget_tokens;
  return {
    type,
    on: type === 'adaptive' || type === 'enabled',
    shown: display !== 'omitted',
    cacheKey: typeof budget === 'number' ? `${type}:${budget}` : type,
  };
}
