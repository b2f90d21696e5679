import { alwaysExecution, alwaysReasoning, namesOnly } from './fixed.ts';
import { oracle } from './oracle.ts';
import type { Policy } from './policy.ts';

/** The policies that go by a name, in the order in which they are shown. */
export const namedPolicies: readonly Policy[] = [alwaysReasoning, alwaysExecution, namesOnly, oracle];
