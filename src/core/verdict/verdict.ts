/**
 * Verdicts: whether the reply of a held attempt may reach the client. No model is asked; each verdict is an objective fact of
 * the reply and the request (design, section 8). Whoever holds the reply passes judgement once, when the message is finished.
 */
import { estimateTokens } from '../models/estimate.ts';
import { checks } from './checks.ts';
import type { FinalResponse, OwnVerdict, VerdictContext } from './context.ts';
import type { ReplyContent } from './reply.ts';

/** Accept the reply, or ask the reasoning tier. */
export type Verdict = { readonly kind: 'accept' } | Escalation;

/** Why a reply was discarded. `detail` names tools, statuses and schema keywords, never what was written. */
export interface Escalation {
  readonly kind: 'escalate';
  readonly reason: string;
  readonly detail?: string;
}

const accept: Verdict = { kind: 'accept' };

/** The verdict on a finished reply: the first check that finds something, then the user's own, then whether it may be final. */
export function judge(reply: ReplyContent, context: VerdictContext): Verdict {
  for (const { reason, find } of checks) {
    const found = find(reply, context);
    if (found !== undefined) return escalate(reason, found === '' ? undefined : found);
  }
  const own = context.own.find((verdict) => holds(verdict, reply));
  if (own !== undefined) return escalate(own.reason);
  return isFinal(reply) && !mayBeFinal(reply, context.finalResponse) ? escalate('final_response') : accept;
}

/** The verdict of this reason. */
export function escalate(reason: string, detail?: string): Escalation {
  return { kind: 'escalate', reason, ...(detail === undefined ? {} : { detail }) };
}

/** Whether a status of upstream's speaks against an attempt: every error does. What the reasoning tier then says is the client's. */
export function judgeStatus(status: number): Verdict {
  return status < 400 ? accept : escalate('upstream_error', String(status));
}

/** Tokens of a text that is being written, estimated from its characters. */
export function estimateTextTokens(characters: number): number {
  return estimateTokens(characters, 'current');
}

function isFinal({ text, toolCalls, stopReason }: ReplyContent): boolean {
  return toolCalls.length === 0 && text !== '' && stopReason !== 'pause_turn';
}

function mayBeFinal({ text }: ReplyContent, finalResponse: FinalResponse): boolean {
  if (finalResponse === 'accept') return true;
  return finalResponse !== 'reasoning' && estimateTextTokens(text.length) <= finalResponse.acceptUpToTokens;
}

function holds({ escalates }: OwnVerdict, reply: ReplyContent): boolean {
  try {
    return escalates(reply);
  } catch {
    return false;
  }
}
