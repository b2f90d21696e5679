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
    const [second, third] = [recent[index + 1], recent[index + 2]];
    if (second === undefined || third === undefined) return false;
    return isRepeated(call, second) && isRepeated(second, third) && !isPolling(call);
  });
}

function isRepeated(one: ToolCall, other: ToolCall): boolean {
  if (one.name !== other.name || differAtAGlance(one.input, other.input)) return false;
  return canonicalInput(one.input) === canonicalInput(other.input);
}

/** Two objects with another text under the same key, as most calls of one tool are: told without writing them out. */
function differAtAGlance(one: unknown, other: unknown): boolean {
  if (typeof one !== 'object' || one === null || typeof other !== 'object' || other === null) return false;
  for (const key of Object.keys(one)) {
    const value: unknown = Reflect.get(one, key);
    if (typeof value !== 'string' || !Object.hasOwn(other, key)) continue;
    const otherValue: unknown = Reflect.get(other, key);
    if (typeof otherValue === 'string' && otherValue !== value) return true;
  }
  return false;
}
