import { noKnowledge, type Policy as Ruling, ruleHolds, type Signals, signalsOf, type Tail } from '../../core/index.ts';

/** A recorded turn as far as rules look at it. */
export interface RuledTurn {
  readonly tail: Tail;
  readonly inputTokens: number;
  readonly turnsSoFar: number;
  /** The subagent's type, where it is one's conversation. */
  readonly subagent?: string;
}

/** The tiers that the first rule to hold allows, in its order of preference. */
export function allowedTiers({ rules }: Ruling, signals: Signals): readonly string[] {
  const rule = rules.find((candidate) => ruleHolds(candidate, signals));
  return rule === undefined || rule.allow === 'as_asked' ? ['reasoning'] : rule.allow;
}

/**
 * The signals that core reads from a recorded request's tail. A replayed turn counts as managed whatever model it was
 * recorded on, since the pair under comparison takes its place; side calls are not recorded as turns of a conversation.
 */
export function recordedSignals(turn: RuledTurn, ruling: Ruling): Signals {
  const { tail, inputTokens, turnsSoFar, subagent } = turn;
  const request = {
    requestedModel: '',
    settings: {
      betas: [],
      stream: true,
      outputFormat: false,
      fallbackList: false,
      contextEdits: [],
      container: false,
    },
    transcript: {
      messageCount: 2 * turnsSoFar + 1,
      assistantMessages: turnsSoFar,
      systemMessages: false,
      effortInHistory: false,
      prefill: false,
      // One offered tool, so that the request is not taken for a side call.
      tools: { count: 1, names: [], serverTypes: [], readOnly: [] },
      prefixBytes: 0,
      breakpoints: true,
    },
    tail,
    client: {
      name: 'replay',
      subagent: subagent !== undefined,
      ...(subagent !== undefined && { agentType: subagent }),
    },
  };
  return { ...signalsOf(request, ruling, { ...noKnowledge, contextTokens: inputTokens }), managed: true };
}
