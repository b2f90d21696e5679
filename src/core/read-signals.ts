import { given } from './given.ts';
import type { Knowledge } from './knowledge.ts';
import type { Policy } from './policy/policy.ts';
import type { Signals, ToolKeySignal } from './signals.ts';
import { canonicalInput, toolKey } from './tools/index.ts';
import type { ToolCall, Turn } from './turn.ts';

/** A request without tools that may answer in this many tokens is a probe or a label, never a turn of work. */
const tinyMaxTokens = 64;

/** Reads the signals of a turn under a policy. Pure and total. */
export function signalsOf(turn: Turn, policy: Policy, knowledge: Knowledge): Signals {
  const { settings, tail, client } = turn;
  const toolKeys = keysOf(turn, policy);
  return {
    requestedModel: turn.requestedModel,
    managed: policy.manages(turn.requestedModel),
    ...given('sideCall', sideCallOf(turn, policy)),
    toolResults: tail.resultCount,
    toolErrors: toolKeys.filter((tool) => tool.isError).length,
    tools: classOf(toolKeys),
    toolKeys,
    userSpeaks: tail.otherUserBlocks > 0 || tail.userTexts.some((text) => isPersonsText(text, policy.harnessTags)),
    stalled: isStalled(tail.recentCalls, policy.isPolling),
    ...given('contextTokens', knowledge.contextTokens),
    ...given('expectedOutputTokens', knowledge.expectedOutputTokens),
    turnsSoFar: turn.transcript.assistantMessages,
    ...given('hour', knowledge.hour),
    subagent: client.subagent,
    ...given('agentType', client.agentType),
    ...given('user', client.user),
    ...given('cohort', client.cohort),
    forcedToolChoice: settings.toolChoice?.type === 'any' || settings.toolChoice?.type === 'tool',
  };
}

function keysOf(turn: Turn, policy: Policy): readonly ToolKeySignal[] {
  const { tail, transcript } = turn;
  if (tail.resultCount === 0) return [];
  const keys = tail.calls.map((call) => ({
    key: toolKey(call),
    simple: policy.isSimple({ ...call, readOnlyHint: transcript.tools.readOnly.includes(call.name) }),
    isError: call.result !== undefined && isError(call.result, policy.errorPatterns),
  }));
  const joined = tail.calls.filter((call) => call.result !== undefined).length;
  const orphans = Array.from({ length: Math.max(0, tail.resultCount - joined) }, () => orphanKey);
  return [...keys, ...orphans];
}

const orphanKey: ToolKeySignal = { key: 'unknown', simple: false, isError: false };

function isError(result: NonNullable<ToolCall['result']>, patterns: readonly RegExp[]): boolean {
  return result.isError || patterns.some((pattern) => pattern.test(result.text));
}

function classOf(keys: readonly ToolKeySignal[]): Signals['tools'] {
  if (keys.length === 0) return 'none';
  const simple = keys.filter((tool) => tool.simple).length;
  if (simple === keys.length) return 'all_simple';
  return simple === 0 ? 'none_simple' : 'some_simple';
}

/** The client's class header speaks first; without one, the shape: no tools, and a forced format or room for a label only. */
function sideCallOf(turn: Turn, policy: Policy): string | undefined {
  const { settings, transcript, client } = turn;
  if (client.requestClass !== undefined) {
    return policy.mainRequestClasses.includes(client.requestClass) ? undefined : client.requestClass;
  }
  if (transcript.tools.count > 0) return undefined;
  if (settings.outputFormat) return 'forced_format';
  if (settings.maxTokens !== undefined && settings.maxTokens <= tinyMaxTokens) return 'tiny_max_tokens';
  return undefined;
}

/**
 * Whether a person may have written this. Text lying wholly inside harness tags (`<system-reminder>…</system-reminder>`,
 * one or several, with white space between) is the client's own; anything else is taken for a person's.
 */
export function isPersonsText(text: string, harnessTags: readonly string[]): boolean {
  let rest = text.trim();
  while (rest !== '') {
    const tag = harnessTags.find((name) => rest.startsWith(`<${name}>`));
    if (tag === undefined) return true;
    const close = rest.indexOf(`</${tag}>`);
    if (close === -1) return true;
    rest = rest.slice(close + tag.length + 3).trimStart();
  }
  return false;
}

/** Three calls with the same name and canonical input, each right after the other, within the last six; polling tools are exempt. */
function isStalled(calls: readonly ToolCall[], isPolling: (call: ToolCall) => boolean): boolean {
  const recent = calls.slice(-6);
  return recent.some((call, index) => {
    const run = recent.slice(index, index + 3);
    return (
      run.length === 3 && run.every((other) => other.name === call.name) && !isPolling(call) && haveEqualInputs(run)
    );
  });
}

function haveEqualInputs(calls: readonly ToolCall[]): boolean {
  const inputs = calls.map((call) => canonicalInput(call.input));
  return inputs.every((input) => input === inputs[0]);
}
