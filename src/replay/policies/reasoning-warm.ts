import {
  bandOf,
  defaultKeepLimits,
  type Ending,
  endingOf,
  type KeepAccount,
  type KeepLimits,
  newPace,
  observe,
  type Pace,
  pacedBy,
  planKeeping,
  priorModel,
  type ReturnModel,
  type Wait,
} from '../../core/index.ts';
import { cacheTtlSeconds } from '../accounting/cache-model.ts';
import { nanoUsdOf, pingNanoUsdOf } from '../accounting/tier-model.ts';
import type { IdleView } from '../keeper.ts';
import type { OnlinePolicy, PolicyConversation, PolicySetting, TurnOutcome, TurnView } from './policy.ts';

/** What keeping starts from. */
export interface KeepWarmOptions {
  readonly name?: string;
  /** Default: the dated prior. */
  readonly model?: ReturnModel;
  readonly limits?: KeepLimits;
  /** Whether waits of earlier conversations change the model; a conversation's own pace always counts. Default true. */
  readonly learn?: boolean;
  /** Told of each wait that outlived the cache's lifetime, when it is over. */
  readonly onWait?: (wait: Wait, model: ReturnModel) => void;
}

/**
 * Every turn on the reasoning tier, its cache kept by pings while `planKeeping` says so: what keeping alone is worth. A
 * replay has no calendar, so the daily budget is taken to be fresh for each conversation.
 */
export function reasoningWarm(options: KeepWarmOptions = {}): OnlinePolicy {
  const { name = 'always-reasoning+warm', limits = defaultKeepLimits, learn = true, onWait } = options;
  return {
    kind: 'online',
    name,
    start: (setting) => {
      let model = options.model ?? priorModel;
      const keeping = {
        setting,
        limits,
        model: () => model,
        waited: (wait: Wait) => {
          onWait?.(wait, model);
          if (learn) model = observe(model, wait);
        },
      };
      return { begin: ({ subagent }) => keptConversation(keeping, subagent !== undefined) };
    },
  };
}

interface Keeping {
  readonly setting: PolicySetting;
  readonly limits: KeepLimits;
  model(): ReturnModel;
  waited(wait: Wait): void;
}

/** The turn after which a wait began, and what was done in it. */
interface LastTurn {
  readonly ending: Ending;
  readonly prefixTokens: number;
  pings: number;
}

function keptConversation(keeping: Keeping, isSubagent: boolean): PolicyConversation {
  let pace: Pace = newPace;
  let view: TurnView | undefined;
  let last: LastTurn | undefined;
  const spent = { baselineNanoUsd: 0, extraNanoUsd: 0, todayNanoUsd: 0 };
  const over = (at: LastTurn, end: Pick<Wait, 'idleMs' | 'isReturn'>, cachedTokens?: number): void =>
    keeping.waited({
      situation: { ending: at.ending, prefixTokens: at.prefixTokens, pace },
      ...end,
      ...(at.pings > 0 && cachedTokens !== undefined ? { keptShare: cachedTokens / at.prefixTokens } : {}),
    });
  return {
    choose: (turn) => {
      view = turn;
      return 'reasoning';
    },
    told: (outcome) => {
      const { gapSeconds } = view ?? {};
      if (last !== undefined && gapSeconds !== undefined) {
        const idleMs = gapSeconds * 1_000;
        over(last, { idleMs, isReturn: true }, wasKept(view) ? outcome.cachedTokens : undefined);
        pace = pacedBy(pace, last.ending, idleMs);
      }
      const baselineNanoUsd = unpingedNanoUsd(keeping.setting, outcome, view?.baselineCachedTokens ?? 0);
      spent.baselineNanoUsd += baselineNanoUsd;
      spent.extraNanoUsd += outcome.nanoUsd - baselineNanoUsd;
      last = { ending: endingOf(outcome.stopReason, isSubagent), prefixTokens: outcome.inputTokens, pings: 0 };
    },
    keep: (idle) => {
      if (last === undefined || !decides(keeping, { idle, last, pace, account: spent })) return false;
      const pingNanoUsd = pingNanoUsdOf(keeping.setting.tiers.reasoning, idle.cachedTokens);
      last.pings += 1;
      spent.extraNanoUsd += pingNanoUsd;
      spent.todayNanoUsd += pingNanoUsd;
      return true;
    },
    ended: () => {
      if (last !== undefined) over(last, { idleMs: keeping.limits.maxIdleMinutes * 60_000, isReturn: false });
    },
  };
}

/** Whether pings brought the cache to this turn alive. */
function wasKept(view: TurnView | undefined): boolean {
  const { ageSeconds } = view?.caches.reasoning ?? {};
  return ageSeconds !== undefined && ageSeconds <= cacheTtlSeconds && (view?.gapSeconds ?? 0) > cacheTtlSeconds;
}

/** What the turn would have cost without any ping. */
function unpingedNanoUsd({ tiers, caching }: PolicySetting, outcome: TurnOutcome, cachedTokens: number): number {
  const { inputTokens, outputTokens } = outcome;
  return nanoUsdOf(tiers.reasoning, { inputTokens, outputTokens, cachedTokens, caching });
}

interface DueDecision {
  readonly idle: IdleView;
  readonly last: LastTurn;
  readonly pace: Pace;
  readonly account: KeepAccount;
}

function decides({ setting, limits, model }: Keeping, { idle, last, pace, account }: DueDecision): boolean {
  const prices = bandOf(setting.tiers.reasoning.prices, idle.cachedTokens);
  if (prices === undefined) return false;
  const situation = { ending: last.ending, prefixTokens: idle.cachedTokens, pace };
  const due = { situation, sentPings: idle.pings, idleMs: idle.idleSeconds * 1_000, prices, account };
  return planKeeping(due, model(), limits).ping;
}
