import { compilePolicy, type Policy, parseSettings } from './policy/index.ts';
import type { ToolCall, Turn } from './turn.ts';

/** A turn after a user's first words, to be varied in tests. */
export const userTurn: Turn = {
  requestedModel: 'claude-sonnet-5-5',
  settings: {
    apiVersion: '2023-06-01',
    betas: [],
    stream: true,
    maxTokens: 32_000,
    outputFormat: false,
    fallbackList: false,
    contextEdits: [],
    container: false,
  },
  transcript: {
    messageCount: 1,
    assistantMessages: 0,
    systemMessages: false,
    effortInHistory: false,
    prefill: false,
    tools: { count: 3, names: ['weather_tool', 'email_tool', 'Bash'], serverTypes: [], readOnly: [] },
    prefixBytes: 9_000,
    breakpoints: true,
  },
  tail: {
    calls: [],
    recentCalls: [],
    resultCount: 0,
    userTexts: ['What is the weather?'],
    otherUserBlocks: 0,
    serverToolLoop: false,
    boundToModel: false,
  },
  client: { name: 'anthropic-sdk', subagent: false },
};

/** A call with a good result, unless said otherwise. */
export function call(
  name: string,
  more: { readonly input?: unknown; readonly isError?: boolean; readonly text?: string } = {},
): ToolCall {
  return {
    id: `toolu_${name}`,
    name,
    input: more.input ?? {},
    result: { isError: more.isError ?? false, text: more.text ?? 'ok' },
  };
}

/** A turn whose tail holds the results of these calls. */
export function toolTurn(calls: readonly ToolCall[], tail: Partial<Turn['tail']> = {}): Turn {
  return {
    ...userTurn,
    transcript: { ...userTurn.transcript, messageCount: 3, assistantMessages: 1 },
    tail: { ...userTurn.tail, calls, recentCalls: calls, resultCount: calls.length, userTexts: [], ...tail },
  };
}

/** The policy of some settings; throws on a mistake in them. */
export function policyOf(settings: unknown = {}): Policy {
  const parsed = parseSettings(settings);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  const compiled = compilePolicy(parsed.settings);
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.problems));
  return compiled.policy;
}
