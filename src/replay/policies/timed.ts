import {
  bandOf,
  type CacheTtl,
  chooseLifetime,
  extraOfHour,
  type FinalResponse,
  type LoopStatistics,
  noStatistics,
  ttlSecondsOf,
  withArrival,
} from '../../core/index.ts';
import type { Tier } from '../accounting/tier-model.ts';
import type { OnlinePolicy, PolicyConversation, PolicySetting, TurnOutcome, TurnView } from './policy.ts';

/** A policy under `cacheTtl: auto`: the lifetime of each turn's breakpoints by the arithmetic that the gateway uses. */
export function timed(policy: OnlinePolicy, name = `${policy.name}+ttl`): OnlinePolicy {
  return {
    kind: 'online',
    name,
    start: (setting) => {
      const run = policy.start(setting);
      const pool = { statistics: noStatistics };
      return { begin: (view) => new TimedConversation(run.begin(view), setting, pool) };
    },
  };
}

/** One conversation: the inner policy answers its turns, lifetimes are chosen here. */
class TimedConversation implements PolicyConversation {
  readonly #inner: PolicyConversation;
  readonly #setting: PolicySetting;
  readonly #pool: { statistics: LoopStatistics };
  #statistics: LoopStatistics = noStatistics;
  #hasLapsed = false;
  #ttl: CacheTtl = '5m';
  /** What the last turn asked for. */
  #before: CacheTtl = '5m';
  #view: TurnView | undefined;
  #costNanoUsd = 0;
  #extraNanoUsd = 0;

  constructor(inner: PolicyConversation, setting: PolicySetting, pool: { statistics: LoopStatistics }) {
    this.#inner = inner;
    this.#setting = setting;
    this.#pool = pool;
  }

  get finalResponse(): FinalResponse | undefined {
    return this.#inner.finalResponse;
  }

  ttl(turn: TurnView): CacheTtl {
    const { gapSeconds } = turn;
    if (gapSeconds !== undefined && gapSeconds > ttlSecondsOf['5m'] && gapSeconds <= ttlSecondsOf['1h'])
      this.#hasLapsed = true;
    const plan = chooseLifetime({
      state: {
        ttl: this.#ttl,
        ...(gapSeconds === undefined ? {} : { gapSeconds }),
        hasLapsed: this.#hasLapsed,
        extraNanoUsd: this.#extraNanoUsd,
      },
      conversation: this.#statistics,
      pooled: [this.#pool.statistics],
      prices: this.#setting.tiers.reasoning.prices,
      promptTokens: turn.inputTokens,
      cachedTokens: turn.caches.reasoning.cachedTokens,
      costNanoUsd: this.#costNanoUsd,
    });
    this.#before = this.#ttl;
    this.#ttl = plan?.ttl ?? '5m';
    this.#arrive(turn);
    return this.#ttl;
  }

  choose(turn: TurnView): Tier {
    return this.#inner.choose(turn);
  }

  told(outcome: TurnOutcome): void {
    this.#inner.told?.(outcome);
    const extra = this.#extraOf(outcome);
    this.#extraNanoUsd += extra;
    this.#costNanoUsd += outcome.nanoUsd - extra;
  }

  ended(): void {
    this.#inner.ended?.();
  }

  #extraOf({ tier, inputTokens, cachedTokens, writtenTokens }: TurnOutcome): number {
    const prices = bandOf(this.#setting.tiers[tier].prices, inputTokens);
    if (prices === undefined || (this.#ttl === '5m' && this.#before === '5m')) return 0;
    const { ageSeconds = 0 } = this.#view?.caches[tier] ?? {};
    return extraOfHour({
      prices,
      writtenTokens: this.#ttl === '1h' ? writtenTokens : 0,
      readTokens: cachedTokens,
      outlivedFiveMinutes: this.#before === '1h' && ageSeconds > ttlSecondsOf['5m'],
    });
  }

  /** Learns what precedes the turn, its own gap included. */
  #arrive(turn: TurnView): void {
    const before = this.#view;
    const { gapSeconds, previous } = turn;
    this.#view = turn;
    if (before === undefined || previous === undefined || gapSeconds === undefined) return;
    const arrival = {
      simple: turn.simple,
      previousWasSimple: before.simple,
      gapSeconds,
      promptTokens: turn.inputTokens,
      previousPromptTokens: previous.inputTokens,
      sharedTokens: turn.sharedPrefixTokens,
    };
    this.#statistics = withArrival(this.#statistics, arrival);
    this.#pool.statistics = withArrival(this.#pool.statistics, arrival);
  }
}
