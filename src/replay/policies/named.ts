import { asRecorded } from './as-recorded.ts';
import { alwaysExecution, alwaysReasoning, namesOnly } from './fixed.ts';
import { keepInHindsight, keptInHindsight } from './kept-in-hindsight.ts';
import { keptWarm } from './kept-warm.ts';
import { oracle } from './oracle.ts';
import type { Policy } from './policy.ts';
import { timed } from './timed.ts';
import { turnwisePolicy } from './turnwise.ts';

/** The policies that are compared unless others are asked for, in the order in which they are shown. */
export const referencePolicies: readonly Policy[] = [
  alwaysReasoning,
  alwaysExecution,
  namesOnly,
  turnwisePolicy(),
  oracle,
];

/** Every policy that goes by a name. */
export const namedPolicies: readonly Policy[] = [
  ...referencePolicies,
  keptWarm(alwaysReasoning),
  keptWarm(turnwisePolicy()),
  timed(alwaysReasoning),
  timed(turnwisePolicy()),
  keptWarm(timed(alwaysReasoning)),
  asRecorded,
  keepInHindsight,
  keptInHindsight(oracle),
];
