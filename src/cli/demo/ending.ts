import type Anthropic from '@anthropic-ai/sdk';
import type { Scenario } from '../../simulator/index.ts';

/**
 * Why a conversation did not end as its script does, or `undefined`. Always: the last reply ends the turn, with words.
 * With `word`, for scripted models: as many replies as steps, and the last says what the script says.
 */
export function problemOf(
  replies: readonly Anthropic.Message[],
  { turns }: Scenario,
  { word }: { readonly word: boolean },
): string | undefined {
  const last = replies.at(-1);
  if (last === undefined) return 'no reply at all';
  if (last.stop_reason !== 'end_turn')
    return `ended after ${replies.length} turns with ${last.stop_reason ?? 'no stop reason'}`;
  const said = textOf(last);
  if (said === '') return 'ended without a word';
  if (!word) return undefined;
  const steps = turns.flatMap((turn) => turn.steps);
  if (replies.length !== steps.length) return `took ${replies.length} turns, ${steps.length} are scripted`;
  return said === steps.at(-1)?.text ? undefined : `ended with other words than scripted: ${said}`;
}

function textOf({ content }: Anthropic.Message): string {
  return content.flatMap((block) => (block.type === 'text' ? [block.text] : [])).join('');
}
