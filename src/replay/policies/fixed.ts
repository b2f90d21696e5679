import type { Tier } from '../accounting/tier-model.ts';
import type { OnlinePolicy, TurnView } from './policy.ts';

/** A policy without memory: a function of the turn. */
function fixed(name: string, choose: (turn: TurnView) => Tier): OnlinePolicy {
  const conversation = { choose };
  return { kind: 'online', name, start: () => ({ begin: () => conversation }) };
}

/** Every turn on the reasoning tier: the baseline. */
export const alwaysReasoning = fixed('always-reasoning', () => 'reasoning');

/** Every turn on the execution tier, the others than simple ones included: the floor of cost, whatever it does to quality. */
export const alwaysExecution = fixed('always-execution', () => 'execution');

/** The plain heuristic: a simple turn goes, without a look at what a switch costs. */
export const namesOnly = fixed('names-only', ({ simple }) => (simple ? 'execution' : 'reasoning'));
