import {
  bandOf,
  type CacheTtl,
  defaultKeepLimits,
  type Ending,
  endingOf,
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
import { nanoUsdOf, pingNanoUsdOf, type Tier } from '../accounting/tier-model.ts';
import type { IdleView } from '../keeper.ts';
import type { OnlinePolicy, PolicyConversation, PolicySetting, TurnOutcome, TurnView } from './policy.ts';

/** What keeping starts from. */
export interface KeepWarmOptions {
  /** Default: the kept policy's name with `+warm`. */
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
 * A policy with the reasoning tier's cache kept by pings while `planKeeping` says so: beside `alwaysReasoning`, what
 * keeping alone is worth. A replay has no calendar, so the daily budget is taken to be fresh for each conversation.
 */
export function keptWarm(policy: OnlinePolicy, options: KeepWarmOptions = {}): OnlinePolicy {
  const { name = `${policy.name}+warm`, limits = defaultKeepLimits, learn = true, onWait } = options;
  return {
    kind: 'online',
    name,
    start: (setting) => {
      const run = policy.start(setting);
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
      return { begin: (view) => new KeptConversation(run.begin(view), keeping, view.subagent !== undefined) };
    },
  };
}

interface Keeping {
  readonly setting: PolicySetting;
  readonly limits: KeepLimits;
  model(): ReturnModel;
  waited(wait: Wait): void;
}

/** The reasoning tier's last turn, whose cache is kept, and the pings since. */
interface Home {
  readonly prefixTokens: number;
  readonly atSeconds: number;
  pings: number;
}

/** The turn after which a wait began. */
interface LastTurn {
  readonly ending: Ending;
  readonly inputTokens: number;
}

/** One conversation: the inner policy answers its turns, pings are decided here. */
class KeptConversation implements PolicyConversation {
  readonly #inner: PolicyConversation;
  readonly #keeping: Keeping;
  readonly #isSubagent: boolean;
  readonly #spent = { baselineNanoUsd: 0, extraNanoUsd: 0, todayNanoUsd: 0 };
  #pace: Pace = newPace;
  #view: TurnView | undefined;
  #last: LastTurn | undefined;
  #home: Home | undefined;

  constructor(inner: PolicyConversation, keeping: Keeping, isSubagent: boolean) {
    this.#inner = inner;
    this.#keeping = keeping;
    this.#isSubagent = isSubagent;
  }

  get finalResponse(): PolicyConversation['finalResponse'] {
    return this.#inner.finalResponse;
  }

  ttl(turn: TurnView): CacheTtl {
    return this.#inner.ttl?.(turn) ?? '5m';
  }

  choose(turn: TurnView): Tier {
    this.#view = turn;
    return this.#inner.choose(turn);
  }

  told(outcome: TurnOutcome): void {
    this.#inner.told?.(outcome);
    const { gapSeconds, atSeconds = 0 } = this.#view ?? {};
    const isKept = outcome.tier === 'reasoning' && this.#isKept();
    if (this.#last !== undefined && gapSeconds !== undefined) {
      const idleMs = gapSeconds * 1_000;
      this.#over({ idleMs, isReturn: true }, isKept ? outcome.cachedTokens : undefined);
      this.#pace = pacedBy(this.#pace, this.#last.ending, idleMs);
    }
    const savedNanoUsd = isKept ? rewriteNanoUsd(this.#keeping.setting, outcome) : 0;
    this.#spent.baselineNanoUsd += outcome.nanoUsd + savedNanoUsd;
    this.#spent.extraNanoUsd -= savedNanoUsd;
    const { inputTokens } = outcome;
    this.#last = { ending: endingOf(outcome.stopReason, this.#isSubagent), inputTokens };
    if (outcome.tier === 'reasoning') this.#home = { prefixTokens: inputTokens, atSeconds, pings: 0 };
  }

  readonly keep = (idle: IdleView): boolean => {
    if (!this.#pays(idle)) return false;
    const pingNanoUsd = pingNanoUsdOf(this.#keeping.setting.tiers.reasoning, idle.cachedTokens);
    if (this.#home !== undefined) this.#home.pings += 1;
    this.#spent.extraNanoUsd += pingNanoUsd;
    this.#spent.todayNanoUsd += pingNanoUsd;
    return true;
  };

  ended(): void {
    this.#inner.ended?.();
    this.#over({ idleMs: this.#keeping.limits.maxIdleMinutes * 60_000, isReturn: false });
  }

  #over(end: Pick<Wait, 'idleMs' | 'isReturn'>, cachedTokens?: number): void {
    if (this.#last === undefined) return;
    const { ending, inputTokens } = this.#last;
    const prefixTokens = this.#home?.prefixTokens ?? inputTokens;
    const keptShare = cachedTokens === undefined ? {} : { keptShare: cachedTokens / prefixTokens };
    this.#keeping.waited({ situation: { ending, prefixTokens, pace: this.#pace }, ...end, ...keptShare });
  }

  #pays(idle: IdleView): boolean {
    const { setting, limits, model } = this.#keeping;
    const prices = bandOf(setting.tiers.reasoning.prices, idle.cachedTokens);
    if (prices === undefined || this.#last === undefined) return false;
    const situation = { ending: this.#last.ending, prefixTokens: idle.cachedTokens, pace: this.#pace };
    const idleMs = idle.idleSeconds * 1_000;
    return planKeeping({ situation, sentPings: idle.pings, idleMs, prices, account: this.#spent }, model(), limits)
      .ping;
  }

  /** Whether pings brought the reasoning tier's cache to this turn alive. */
  #isKept(): boolean {
    if (this.#view === undefined || this.#home === undefined || this.#home.pings === 0) return false;
    const { ageSeconds } = this.#view.caches.reasoning;
    const isAlive = ageSeconds !== undefined && ageSeconds <= cacheTtlSeconds;
    return isAlive && this.#view.atSeconds - this.#home.atSeconds > cacheTtlSeconds;
  }
}

/** What the turn would have cost more had its cache lapsed. */
function rewriteNanoUsd({ tiers, caching }: PolicySetting, outcome: TurnOutcome): number {
  const { inputTokens, outputTokens } = outcome;
  const costWith = (cachedTokens: number): number =>
    nanoUsdOf(tiers.reasoning, { inputTokens, outputTokens, cachedTokens, caching });
  return costWith(0) - costWith(outcome.cachedTokens);
}
