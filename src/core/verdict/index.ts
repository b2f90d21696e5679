/** Whether a held reply may reach the client. */

export type { CallBefore, FinalResponse, OwnVerdict, VerdictContext, VerdictReason } from './context.ts';
export type { RepliedCall, ReplyContent } from './reply.ts';
export { type Escalation, escalate, estimateTextTokens, judge, judgeStatus, type Verdict } from './verdict.ts';
