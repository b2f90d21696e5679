import { type FinalResponse, given } from '../core/index.ts';
import { type CacheModel, type ConversationCaches, simpleCacheModel } from './accounting/cache-model.ts';
import type { TierPair } from './accounting/tier-model.ts';
import { discardedFinalTokens } from './finals.ts';
import type { Keeper } from './keeper.ts';
import { type PlayedConversation, type Playing, playConversation } from './play.ts';
import { alwaysReasoning } from './policies/fixed.ts';
import { oracle } from './policies/oracle.ts';
import type { Plan, Policy, PolicyConversation, PolicySetting } from './policies/policy.ts';
import { addPlayed, emptyTotals, type PolicyTotals, type ReplayReport, toReport } from './report.ts';
import type { Trajectory } from './trajectory.ts';

/** What to replay with. */
export interface ReplayOptions {
  readonly tiers: TierPair;
  readonly caching: boolean;
  /** Besides the baseline and the oracle, which are always played. Names must differ. */
  readonly policies: readonly Policy[];
  /** Dollars that a second is worth to the oracle and the other policies; default 0. */
  readonly secondWorthUsd?: number;
  readonly cacheModel?: CacheModel;
  /** Who may end a loop, under policies that do not say so themselves; default: whoever answers. */
  readonly finalResponse?: FinalResponse;
  /** Pings caches under every policy but the baseline that the percentages refer to. */
  readonly keeper?: Keeper;
}

/** A replay under way: conversations go in one after another, the report can be asked for at any time. */
export interface Replay {
  add(conversation: Trajectory): void;
  report(): ReplayReport;
}

/** A policy under way with its sums. */
interface Contender {
  readonly name: string;
  readonly totals: PolicyTotals;
  /** The policy's side of playing one conversation. */
  side(conversation: Trajectory, caches: ConversationCaches): Side;
}

type Side = Pick<Playing, 'policy' | 'keeper'>;

/** Starts a replay. It keeps nothing of a conversation but its sums, and what online policies learn. */
export function createReplay(options: ReplayOptions): Replay {
  const { tiers, caching, secondWorthUsd = 0, cacheModel = simpleCacheModel, keeper, finalResponse } = options;
  const setting: PolicySetting = { tiers, caching, secondWorthUsd, ...given('finalResponse', finalResponse) };
  const baseline = contend(alwaysReasoning, setting);
  const best = contend(oracle, setting);
  const contenders = options.policies.map((policy) => contend(policy, setting, keeper));
  const counts = { conversations: 0, turns: 0, simple: 0 };
  return {
    add(conversation) {
      const { turns } = conversation;
      const caches = cacheModel(turns);
      const play = ({ side }: Contender): PlayedConversation =>
        playConversation(turns, { setting, caches, ...side(conversation, caches) });
      counts.conversations += 1;
      counts.turns += turns.length;
      counts.simple += turns.filter((turn) => turn.simple).length;
      const reference = play(baseline);
      addPlayed(baseline.totals, reference, reference);
      for (const contender of [best, ...contenders]) addPlayed(contender.totals, play(contender), reference);
    },
    report: () => toReport({ counts, secondWorthUsd, baseline, oracle: best, policies: contenders }),
  };
}

/** Replays all conversations of a source under one pair of models. */
export async function replayConversations(
  conversations: AsyncIterable<Trajectory> | Iterable<Trajectory>,
  options: ReplayOptions,
): Promise<ReplayReport> {
  const replay = createReplay(options);
  for await (const conversation of conversations) replay.add(conversation);
  return replay.report();
}

function contend(policy: Policy, setting: PolicySetting, keeper?: Keeper): Contender {
  const kept = given('keeper', keeper);
  const { name } = policy;
  if (policy.kind === 'hindsight')
    return {
      name,
      totals: emptyTotals(),
      side: (conversation, caches) => ({
        ...kept,
        ...planned(policy.plan(withoutFinals(conversation, setting.finalResponse), setting, caches)),
      }),
    };
  const run = policy.start(setting);
  return {
    name,
    totals: emptyTotals(),
    side: ({ id, subagent }) => {
      const conversation = run.begin({ ...given('id', id), ...given('subagent', subagent) });
      return { ...kept, ...given('keeper', conversation.keep), policy: conversation };
    },
  };
}

/** In hindsight it is known which closing texts would be discarded: to ask for them is never worth it. */
function withoutFinals(conversation: Trajectory, finalResponse: FinalResponse = 'accept'): Trajectory {
  if (finalResponse === 'accept') return conversation;
  const turns = conversation.turns.map((turn) =>
    discardedFinalTokens(turn, finalResponse) === undefined ? turn : { ...turn, simple: false },
  );
  return { ...conversation, turns };
}

/** A plan as something to play; what it says of pings goes before any keeper. */
function planned({ tiers, pings }: Plan): Side {
  const policy: PolicyConversation = { choose: ({ index }) => tiers[index] ?? 'reasoning' };
  return pings === undefined ? { policy } : { policy, keeper: ({ index, pings: sent }) => sent < (pings[index] ?? 0) };
}
