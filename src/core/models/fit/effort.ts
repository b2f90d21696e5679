import type { Edit } from '../../edit.ts';
import type { FitMemory } from '../../fit-memory.ts';
import type { EffortLevel } from '../../policy/tier.ts';
import { type FitCase, rankOf } from './fit-case.ts';

/**
 * Effort. It keys the cache, so it is chosen once per conversation and tier; defaults differ by model, so a tier that
 * names a level has it written out; models without effort refuse it, so there it is dropped.
 */
export type EffortChoice = FitMemory['effort'];

/** The effort remembered, unless the client or the tier's model has since made it invalid; else a fresh choice. */
export function settleEffort(fitCase: FitCase, memory: FitMemory | undefined): EffortChoice {
  return memory !== undefined && stillValid(memory.effort, fitCase) ? memory.effort : chooseEffort(fitCase);
}

/** The edits that bring the client's effort to the chosen one. */
export function effortEdits({ settings, target }: FitCase, choice: EffortChoice): readonly Edit[] {
  if (choice === 'asked') return [];
  const path = ['output_config', 'effort'] as const;
  if (choice === 'omitted') {
    return settings.effort === undefined ? [] : [{ kind: 'remove', path, because: 'the model takes no effort' }];
  }
  if (settings.effort === choice.level) return [];
  const because = target.effort === undefined ? 'the nearest effort that the model takes' : "the tier's effort";
  return [{ kind: 'set', path, value: choice.level, because }];
}

/** The level the model will run at; `undefined` where the transcript's own settings may change it from turn to turn. */
export function effectiveEffort({ turn, settings, model }: FitCase, choice: EffortChoice): string | undefined {
  if (turn.transcript.effortInHistory) return undefined;
  if (choice === 'omitted') return model.effort?.default;
  return choice === 'asked' ? (settings.effort ?? model.effort?.default) : choice.level;
}

function chooseEffort(fitCase: FitCase): EffortChoice {
  const { settings, target, model, switched, turn } = fitCase;
  if (model.effort === undefined) return switched ? 'omitted' : 'asked';
  // Where effort is set along the transcript it is the client's: another model gets it as it is.
  const own = switched && turn.transcript.effortInHistory ? undefined : target.effort;
  const wanted = own ?? (isTaken(settings.effort, fitCase) ? undefined : settings.effort);
  if (wanted === undefined) return 'asked';
  return { level: nearestLevel(model.effort.levels, wanted) ?? model.effort.default };
}

function stillValid(choice: EffortChoice, fitCase: FitCase): boolean {
  if (choice === 'omitted') return fitCase.model.effort === undefined;
  return isTaken(choice === 'asked' ? fitCase.settings.effort : choice.level, fitCase);
}

function isTaken(level: string | undefined, { model, switched }: FitCase): boolean {
  if (level === undefined || !switched) return true;
  return model.effort?.levels.some((known) => known === level) ?? false;
}

/** The wanted level, else the next lower one the model has; `undefined` for a level nobody knows. */
function nearestLevel(levels: readonly EffortLevel[], wanted: string): EffortLevel | undefined {
  const rank = rankOf(wanted);
  return rank === undefined ? undefined : levels.findLast((level) => (rankOf(level) ?? rank + 1) <= rank);
}
