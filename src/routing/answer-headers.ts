import type { AnsweredBy } from './delivery.ts';
import type { OpenTurn } from './open-turn.ts';

/** The response headers of the design, section 11, as a flat raw list. Of an escalated turn the reason is the verdict. */
export function answerHeaders({ parts }: OpenTurn, { target, escalation, hedged }: AnsweredBy): readonly string[] {
  return [
    ...['x-turnwise-turn', parts.turnId],
    ...['x-turnwise-tier', target.tier],
    ...['x-turnwise-model', target.model],
    ...['x-turnwise-reason', escalation?.reason ?? (hedged ? 'hedge' : parts.decision.reason)],
    ...['x-turnwise-escalated', String(escalation !== undefined)],
  ];
}
