import {
  asAsked,
  type DecidedOn,
  type Decision,
  estimateTokens,
  fittedTo,
  given,
  type MissReason,
  type Turn,
} from '../../core/index.ts';
import type { Breakpoint, ReadTurn } from '../../wire/index.ts';
import { textTable } from '../text-table.ts';

/** What a request alone says of caches: where it asks for them, and what each tier that may answer is bound to miss. */
export interface RequestCaches {
  readonly breakpoints: readonly Breakpoint[];
  readonly tiers: readonly TierCaches[];
}

interface TierCaches {
  readonly tier: string;
  readonly model: string;
  /** Estimated from bytes, as this model's tokenizer counts. */
  readonly promptTokens: number;
  /** Below it the model caches nothing; absent: no table knows. */
  readonly minimumTokens?: number;
  /** Why it cannot read anything the first time here; absent: that depends on what it was sent before. */
  readonly misses?: MissReason;
}

/** What can be said before a turn, from the request and the decision on it. */
export function cachesOf({ turn, breakpoints }: ReadTurn, decision: Decision, on: DecidedOn): RequestCaches {
  const tiers = decision.allowed.map((tier): TierCaches => {
    const { model } = tier === asAsked ? { model: turn.requestedModel } : fittedTo(tier, on);
    const capabilities = on.policy.capabilitiesOf(model);
    const promptTokens = estimateTokens(turn.transcript.prefixBytes, capabilities?.tokenizer ?? 'current');
    const minimumTokens = capabilities?.cacheMinimumTokens;
    const about = { tier, model, promptTokens, ...given('minimumTokens', minimumTokens) };
    return { ...about, ...given('misses', missOf(about, { turn, isMarked: breakpoints.length > 0 })) };
  });
  return { breakpoints, tiers };
}

function missOf(
  { model, promptTokens, minimumTokens = 0 }: TierCaches,
  { turn, isMarked }: { readonly turn: Turn; readonly isMarked: boolean },
): MissReason | undefined {
  if (!isMarked) return 'no_breakpoint';
  if (promptTokens < minimumTokens) return 'below_minimum';
  if (turn.transcript.assistantMessages === 0) return 'cold_start';
  return model === turn.requestedModel ? undefined : 'model_switched';
}

/** The same for people. */
export function describeCaches({ breakpoints, tiers }: RequestCaches): readonly string[] {
  const asks = breakpoints.map(({ at, ttl }) => `${typeof at === 'object' ? `message ${at.message + 1}` : at} ${ttl}`);
  return [
    'caches',
    ...textTable([
      ['breakpoints', asks.length === 0 ? 'none (autoCache: true adds one)' : asks.join(', ')],
      ...tiers.map((tier) => [tier.tier, `about ${tier.promptTokens} tokens; ${sentenceOf(tier)}`]),
    ]),
  ];
}

function sentenceOf({ misses, model, minimumTokens }: TierCaches): string {
  switch (misses) {
    case 'no_breakpoint':
      return 'all of them plain input, each turn again';
    case 'below_minimum':
      return `not cached: ${model} caches nothing below ${minimumTokens}`;
    case 'cold_start':
      return 'written, for the turns to come';
    case 'model_switched':
      return `on its first turn here ${model} reads nothing, whatever another model holds`;
    default:
      return 'read from its last turn here, unless that has lapsed or something before it has changed';
  }
}
