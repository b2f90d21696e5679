import { asPrior, fitReturnModel, type ReturnModel } from '../../src/core/index.ts';
import {
  alwaysReasoning,
  createReplay,
  type Keeper,
  keptWarm,
  type OnlinePolicy,
  type Policy,
  type PolicyReport,
  type ReplayOptions,
  type Trajectory,
  tierPairOf,
} from '../../src/replay/index.ts';
import { waitsOf, withoutCopies } from './waits.ts';

export type PairName = '5.5' | '4.5';

export const pairNames: readonly PairName[] = ['5.5', '4.5'];

interface Playing {
  readonly pair: PairName;
  readonly policy?: Policy;
  readonly keeper?: Keeper;
}

/** Conversations under one policy, always-reasoning unless another is named. */
export function play(
  conversations: readonly Trajectory[],
  { pair, policy = alwaysReasoning, keeper }: Playing,
): PolicyReport {
  const options: ReplayOptions = { tiers: tiersOf(pair), caching: true, policies: [policy] };
  const replay = createReplay(keeper === undefined ? options : { ...options, keeper });
  for (const conversation of conversations) replay.add(conversation);
  const report = replay.report().policies[policy.name];
  if (report === undefined) throw new Error(`no report of ${policy.name}`);
  return report;
}

/** All folds together, each played under the prior that the others give. */
export interface FoldedReport {
  readonly costPercent: number;
  /** Of the conversations whose baseline is over half a dollar. */
  readonly worstPercent: number;
  readonly worstId: string;
  readonly pings: number;
  readonly pingUsd: number;
}

interface Folding {
  readonly pair: PairName;
  readonly folds: readonly number[];
  /** What is kept warm. Default: every turn on the reasoning tier. */
  readonly policy?: OnlinePolicy;
  /** Nothing is pinged after the last turn, as if it were known to be the last: what a sign of it would be worth. */
  readonly isToldEnds?: boolean;
}

export function playedFolds(
  conversations: readonly Trajectory[],
  { pair, folds, policy: unkept = alwaysReasoning, isToldEnds = false }: Folding,
): FoldedReport {
  const sum = { usd: 0, baselineUsd: 0, pings: 0, pingUsd: 0, worstPercent: 0, worstId: '-' };
  for (const fold of new Set(folds)) {
    const inFold = conversations.filter((_, index) => folds[index] === fold);
    const model = priorOf(conversations.filter((_, index) => folds[index] !== fold));
    for (const conversation of inFold) {
      const rule = keptWarm(unkept, { model, learn: false });
      const policy = isToldEnds ? withoutEnds(rule, conversation.turns.length) : rule;
      const { usd, costPercent, pings, pingUsd } = play([conversation], { pair, policy });
      const percent = costPercent ?? 100;
      const baselineUsd = (usd * 100) / percent;
      sum.usd += usd;
      sum.baselineUsd += baselineUsd;
      sum.pings += pings;
      sum.pingUsd += pingUsd;
      if (baselineUsd <= 0.5 || percent <= sum.worstPercent) continue;
      sum.worstPercent = percent;
      sum.worstId = conversation.id ?? '-';
    }
  }
  return { ...sum, costPercent: (sum.usd / sum.baselineUsd) * 100 };
}

/** The policy in a conversation of so many turns, with no ping after the last. */
function withoutEnds(policy: OnlinePolicy, turns: number): OnlinePolicy {
  return {
    ...policy,
    start: (setting) => {
      const run = policy.start(setting);
      return {
        begin: (view) => {
          const conversation = run.begin(view);
          return {
            choose: (turn) => conversation.choose(turn),
            told: (outcome) => conversation.told?.(outcome),
            keep: (idle) => idle.index + 1 < turns && conversation.keep?.(idle) === true,
            ended: () => conversation.ended?.(),
          };
        },
      };
    },
  };
}

function priorOf(conversations: readonly Trajectory[]): ReturnModel {
  return asPrior(fitReturnModel(withoutCopies(conversations.flatMap(waitsOf)), 'other-folds'));
}

const models: Readonly<Record<PairName, readonly [reasoning: string, execution: string]>> = {
  '5.5': ['claude-sonnet-5-5', 'claude-haiku-5-5'],
  '4.5': ['claude-sonnet-4-5', 'claude-haiku-4-5'],
};

function tiersOf(pair: PairName): ReplayOptions['tiers'] {
  const [reasoning, execution] = models[pair];
  const tiers = tierPairOf({ reasoning, execution, pricedAtMs: Date.parse('2026-11-22') });
  if (typeof tiers === 'string') throw new Error(tiers);
  return tiers;
}
