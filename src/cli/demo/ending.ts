import type { Scenario } from '../../simulator/index.ts';
import type { PlayedTask } from './assistant.ts';

/**
 * Why a conversation did not end as its script does, or `undefined`. Always: the last reply ends the turn, with words.
 * With `word`, for scripted models: as many turns as steps, and the last says what the script says.
 */
export function problemOf(
  { end, error, stopReason, text, turns: taken }: PlayedTask,
  { turns }: Scenario,
  { word }: { readonly word: boolean },
): string | undefined {
  if (error !== undefined) return error.message;
  if (end !== 'answered' || stopReason !== 'end_turn')
    return `ended after ${taken} turns with ${stopReason ?? 'no stop reason'}`;
  if (text === '') return 'ended without a word';
  if (!word) return undefined;
  const steps = turns.flatMap((turn) => turn.steps);
  if (taken !== steps.length) return `took ${taken} turns, ${steps.length} are scripted`;
  return text === steps.at(-1)?.text ? undefined : `ended with other words than scripted: ${text}`;
}
