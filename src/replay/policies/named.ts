import { alwaysExecution, alwaysReasoning, namesOnly } from './fixed.ts';
import { oracle } from './oracle.ts';
import type { Policy } from './policy.ts';
import { turnwisePolicy } from './turnwise.ts';

/** The policies that go by a name, in the order in which they are shown. */
export const namedPolicies: readonly Policy[] = [
  alwaysReasoning,
  alwaysExecution,
  namesOnly,
  turnwisePolicy({ margin: 0.05, maxExtraCostPercent: 2 }),
  oracle,
];
