import { capabilitiesOf } from '../../core/index.ts';
import type { HindsightPolicy } from './policy.ts';

/**
 * Every turn on the tier that answered it, where the source says which model did: the execution tier's, or else the
 * reasoning tier. What a record's own bill is compared with.
 */
export const asRecorded: HindsightPolicy = {
  kind: 'hindsight',
  name: 'as-recorded',
  plan: ({ turns, model }, { tiers }) => ({
    tiers: turns.map((turn) => (isModel(turn.model ?? model, tiers.execution.model) ? 'execution' : 'reasoning')),
  }),
};

function isModel(recorded: string | undefined, model: string): boolean {
  if (recorded === undefined) return false;
  return recorded === model || capabilitiesOf(recorded)?.id === capabilitiesOf(model)?.id;
}
