import { canonicalInput } from '../tools/index.ts';
import type { CallBefore, VerdictContext, VerdictReason } from './context.ts';
import type { RepliedCall, ReplyContent } from './reply.ts';

/** One verdict on a finished reply. */
export interface Check {
  readonly reason: VerdictReason;
  /** What speaks against the reply: a detail, or '' where the reason says it all; `undefined`: nothing does. */
  readonly find: (reply: ReplyContent, context: VerdictContext) => string | undefined;
}

/** A tool's name is told as far as a name goes; a model that has lost itself writes more. */
const longestName = 64;

/** The verdicts of the design, section 8, that need a finished reply; the first that finds something counts. */
export const checks: readonly Check[] = [
  { reason: 'refusal', find: ({ stopReason }) => (stopReason === 'refusal' ? '' : undefined) },
  {
    reason: 'truncated',
    find: ({ stopReason, endsInCall }) =>
      endsInCall && (stopReason === 'max_tokens' || stopReason === 'model_context_window_exceeded')
        ? stopReason
        : undefined,
  },
  {
    reason: 'unknown_tool',
    find: ({ toolCalls }, { offers }) =>
      toolCalls.find(({ name }) => offers(name) === false)?.name.slice(0, longestName),
  },
  {
    reason: 'invalid_tool_input',
    find: ({ toolCalls }, context) => toolCalls.map((call) => badInput(call, context)).find((bad) => bad !== undefined),
  },
  {
    // Every call must be a repetition: a model that looks again and elsewhere at once has a thought behind it.
    reason: 'repeated_call',
    find: ({ toolCalls }, context) =>
      toolCalls.length > 0 && toolCalls.every((call) => isRepeated(call, context)) ? toolCalls[0]?.name : undefined,
  },
  {
    reason: 'empty_reply',
    find: ({ text, toolCalls, otherBlocks, stopReason }) =>
      stopReason === 'end_turn' && text.trim() === '' && toolCalls.length === 0 && otherBlocks === 0 ? '' : undefined,
  },
];

function badInput(call: RepliedCall, { violation }: VerdictContext): string | undefined {
  const broken = call.input === undefined ? 'json' : violation(call);
  return broken === undefined ? undefined : `${call.name.slice(0, longestName)}: ${broken}`;
}

function isRepeated(call: RepliedCall, { callsBefore, isPolling }: VerdictContext): boolean {
  const input = canonicalInput(call.input);
  const isSame = (before: CallBefore) =>
    before.name === call.name && !before.failed && canonicalInput(before.input) === input;
  return callsBefore.some(isSame) && !isPolling({ name: call.name, input: call.input });
}
