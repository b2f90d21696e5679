import type { Edit } from '../../edit.ts';
import type { FitMemory } from '../../fit-memory.ts';
import type { ThinkingSetting } from '../../turn.ts';
import type { ThinkingType } from '../capabilities.ts';
import { type EffortChoice, effectiveEffort } from './effort.ts';
import { accepts, type FitCase, rankOf } from './fit-case.ts';

/**
 * Thinking. It keys the cache, so it is chosen once per conversation and tier.
 *
 * What a model does not take becomes what the API itself makes of it when a request falls back to another model ([SDK]
 * beta/messages.d.ts, `fallbacks[].thinking`, 2026-11-22): the asked type where accepted; `between_tools` else
 * `disabled`; else what the model does by itself. One refinement, [AIA]: `disabled` becomes `between_tools` on a model
 * that has only that. Thinking is not turned off where the API would refuse it: above the model's highest effort for it,
 * or with `clear_thinking_20251015`, which "requires `thinking` to be enabled or adaptive" (CLIProxyAPI issue 4957) [3P].
 */
export type ThinkingChoice = FitMemory['thinking'];

/** The thinking remembered, unless the client or the tier's model has since made it invalid; else a fresh choice. */
export function settleThinking(fitCase: FitCase, effort: EffortChoice, memory: FitMemory | undefined): ThinkingChoice {
  return memory !== undefined && stillValid(memory.thinking, fitCase, effort)
    ? memory.thinking
    : chooseThinking(fitCase, effort);
}

/** The setting the target gets under a choice. */
export function settingUnder(choice: ThinkingChoice, asked: ThinkingSetting | undefined): ThinkingSetting | undefined {
  switch (choice) {
    case 'asked':
      return asked;
    case 'omitted':
      return undefined;
    case 'adaptive':
      return { blockBinding: false, ...asked, type: 'adaptive' };
    case 'disabled':
    case 'between_tools':
      return { type: choice, blockBinding: false };
    default:
      return choice satisfies never;
  }
}

/**
 * The edits that bring the client's thinking to the chosen one. Where thinking stays on, only `type` changes and the
 * budget goes, so that `display` and `block_binding` stay as sent; the types that take no other field replace it whole.
 */
export function thinkingEdits(fitCase: FitCase, choice: ThinkingChoice): readonly Edit[] {
  const asked = fitCase.settings.thinking;
  switch (choice) {
    case 'asked':
      return displayEdits(fitCase);
    case 'omitted':
      return asked === undefined
        ? []
        : [{ kind: 'remove', path: ['thinking'], because: `the model takes no ${asked.type} thinking` }];
    case 'adaptive':
      return [...adaptiveEdits(asked), ...displayEdits(fitCase)];
    case 'disabled':
    case 'between_tools':
      if (asked?.type === choice) return [];
      return [
        { kind: 'set', path: ['thinking'], value: { type: choice }, because: 'thinking as little as the model allows' },
      ];
    default:
      return choice satisfies never;
  }
}

function adaptiveEdits(asked: ThinkingSetting | undefined): readonly Edit[] {
  if (asked?.type === 'adaptive') return [];
  const because = asked?.type === 'enabled' ? 'the model takes no thinking budget' : 'the model thinks by itself';
  const type: Edit = { kind: 'set', path: ['thinking', 'type'], value: 'adaptive', because };
  return asked?.budgetTokens === undefined
    ? [type]
    : [type, { kind: 'remove', path: ['thinking', 'budget_tokens'], because }];
}

function displayEdits({ settings, model, switched }: FitCase): readonly Edit[] {
  const display = settings.thinking?.display;
  if (!switched || display === undefined || model.thinking.displays.includes(display)) return [];
  return [{ kind: 'remove', path: ['thinking', 'display'], because: `the model has no display ${display}` }];
}

function chooseThinking(fitCase: FitCase, effort: EffortChoice): ThinkingChoice {
  const { settings, target, model, requested, switched } = fitCase;
  const asked = settings.thinking;
  if (target.thinking === 'disabled') return turnedOff(fitCase, effort) ?? keptOn(fitCase, effort);
  if (target.thinking === 'adaptive' && accepts(model, 'adaptive')) return 'adaptive';
  if (asked === undefined) {
    // A client that never met thinking does not meet it through us: it may read content[0] as text, and its max_tokens
    // leaves no room for it.
    const strange = switched && requested?.thinking.default === 'off' && model.thinking.default === 'on';
    return (strange ? turnedOff(fitCase, effort) : undefined) ?? 'asked';
  }
  if (askedIsValid(fitCase, effort)) return 'asked';
  const wantsOff = asked.type === 'disabled' || asked.type === 'between_tools';
  return (wantsOff ? turnedOff(fitCase, effort) : undefined) ?? keptOn(fitCase, effort);
}

/** As little thinking as the model and the request allow; `undefined` when it cannot be turned off. */
function turnedOff(fitCase: FitCase, effort: EffortChoice): ThinkingChoice | undefined {
  const { model, settings } = fitCase;
  if (settings.thinking?.type === 'disabled' && askedIsValid(fitCase, effort)) return 'asked';
  if (!mayBeOff(fitCase, effort)) return undefined;
  if (model.thinking.default === 'off') return 'omitted';
  if (accepts(model, 'disabled')) return 'disabled';
  return accepts(model, 'between_tools') ? 'between_tools' : undefined;
}

/** Thinking where it cannot be off: as asked, else adaptive, else the model's own way. */
function keptOn(fitCase: FitCase, effort: EffortChoice): ThinkingChoice {
  const { model, settings } = fitCase;
  const asked = settings.thinking;
  if (asked === undefined || (asked.type !== 'disabled' && askedIsValid(fitCase, effort))) return 'asked';
  return accepts(model, 'adaptive') ? 'adaptive' : 'omitted';
}

function stillValid(choice: ThinkingChoice, fitCase: FitCase, effort: EffortChoice): boolean {
  switch (choice) {
    case 'asked':
      return askedIsValid(fitCase, effort);
    case 'omitted':
      return fitCase.model.thinking.default === 'off' && !needsThinking(fitCase);
    case 'adaptive':
      return accepts(fitCase.model, 'adaptive');
    case 'disabled':
    case 'between_tools':
      return accepts(fitCase.model, choice) && mayBeOff(fitCase, effort);
    default:
      return choice satisfies never;
  }
}

/** Whether the model takes the client's own setting as it is. */
function askedIsValid(fitCase: FitCase, effort: EffortChoice): boolean {
  const { settings, model, switched } = fitCase;
  const asked = settings.thinking;
  if (asked === undefined) return true;
  if (!accepts(model, asked.type)) return !switched;
  const type: ThinkingType = asked.type;
  switch (type) {
    case 'adaptive':
      return true;
    case 'enabled':
      return budgetFits(asked, fitCase);
    case 'disabled':
    case 'between_tools':
      return mayBeOff(fitCase, effort);
    default:
      return type satisfies never;
  }
}

/**
 * A manual budget is at least 1,024 and below max_tokens [SDK], which the model's own maximum bounds. It is passed on only
 * where the requested model takes one too: then every loop of the transcript begins as manual thinking demands.
 */
function budgetFits({ budgetTokens }: ThinkingSetting, { model, requested, switched }: FitCase): boolean {
  if (!switched) return true;
  if (budgetTokens === undefined || !accepts(requested, 'enabled')) return false;
  return budgetTokens >= 1_024 && budgetTokens < model.maxOutputTokens;
}

function mayBeOff(fitCase: FitCase, effort: EffortChoice): boolean {
  const { model, settings } = fitCase;
  // Without thinking there is no place for `block_binding`, whose lenience the transcript may depend on.
  if (needsThinking(fitCase) || (settings.thinking?.blockBinding === true && model.thinking.blockBinding)) return false;
  const limit = rankOf(model.thinking.offUpTo);
  if (limit === undefined) return true;
  const rank = rankOf(effectiveEffort(fitCase, effort));
  return rank !== undefined && rank <= limit;
}

/** The request clears old thinking, which the API takes only with thinking on. */
export function needsThinking({ settings }: FitCase): boolean {
  return settings.contextEdits.includes('clear_thinking_20251015');
}
