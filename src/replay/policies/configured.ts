import { given, type Policy as Ruling, type Signals } from '../../core/index.ts';
import type { OnlinePolicy, TurnView } from './policy.ts';
import { allowedTiers } from './rules.ts';
import { turnwisePolicy } from './turnwise.ts';

/**
 * A configuration as a policy: its rules on each turn's signals say which tiers may answer, the arithmetic which one does.
 * The signals are those read under its own tool patterns where the source kept enough for that, else what the source
 * itself says of the turn.
 */
export function configuredPolicy(name: string, ruling: Ruling): OnlinePolicy {
  const arithmetic = turnwisePolicy(ruling.choice, name);
  return {
    kind: 'online',
    name,
    start(setting) {
      // What a second is worth is the configuration's word, whatever it is worth to the oracle.
      const run = arithmetic.start({ ...setting, secondWorthUsd: ruling.choice.secondNanoUsd / 1e9 });
      return {
        begin(conversation) {
          const inner = run.begin(conversation);
          return {
            choose(turn) {
              const signals = turn.signals?.[ruling.version] ?? signalsOfView(turn, conversation.subagent);
              return inner.choose({ ...turn, simple: allowedTiers(ruling, signals).includes('execution') });
            },
            ...given('finalResponse', inner.finalResponse),
            told: (outcome) => inner.told?.(outcome),
            ended: () => inner.ended?.(),
          };
        },
      };
    },
  };
}

/** The signals of a turn of which only figures and tool names were kept. */
function signalsOfView(turn: TurnView, subagent: string | undefined): Signals {
  const isAfterTools = turn.after === 'tool';
  const tools = isAfterTools ? (turn.previous?.tools ?? []) : [];
  return {
    requestedModel: '',
    managed: true,
    toolResults: isAfterTools ? Math.max(1, tools.length) : 0,
    toolErrors: turn.toolErrors ?? 0,
    tools: toolsOf(turn),
    toolKeys: tools.map((key) => ({ key, simple: turn.simple, isError: false })),
    userSpeaks: !isAfterTools,
    stalled: false,
    contextTokens: turn.inputTokens,
    turnsSoFar: turn.index,
    subagent: subagent !== undefined,
    ...given('agentType', subagent),
    forcedToolChoice: false,
  };
}

function toolsOf({ after, simple }: TurnView): Signals['tools'] {
  if (after === 'user') return 'none';
  return simple ? 'all_simple' : 'none_simple';
}
