import {
  type Account,
  type ChoiceSettings,
  type Contender,
  choiceSettingsOf,
  chooseContender,
  emptyAccount,
  expectationOf,
  type FinalResponse,
  given,
  type LoopStatistics,
  noStatistics,
  type Terms,
  withArrival,
  withReply,
} from '../../core/index.ts';
import { nanoUsdOf, type Tier, turnSecondsOf } from '../accounting/tier-model.ts';
import type { OnlinePolicy, PolicyConversation, PolicySetting, TurnOutcome, TurnView } from './policy.ts';

/** What the settings of a policy say of the choice; the rest has the gateway's defaults. */
export type TurnwiseSettings = Partial<ChoiceSettings>;

/** The arithmetic that the gateway chooses by, on recorded turns: what a turn's rules allow is the recording's `simple`. */
export function turnwisePolicy(wishes: TurnwiseSettings = {}, name = 'turnwise'): OnlinePolicy {
  return {
    kind: 'online',
    name,
    start(setting) {
      const settings = choiceSettingsOf({
        finalResponse: setting.finalResponse,
        ...wishes,
        secondWorthUsd: setting.secondWorthUsd,
      });
      let deployment: LoopStatistics = noStatistics;
      return {
        begin: () =>
          new Conversation(setting, settings, {
            read: () => deployment,
            learn: (change) => {
              deployment = change(deployment);
            },
          }),
      };
    },
  };
}

/** Statistics that all conversations of a run share. */
interface Pool {
  read(): LoopStatistics;
  learn(change: (statistics: LoopStatistics) => LoopStatistics): void;
}

/** One conversation under the policy: what it has learnt, what it has spent, and what the baseline would have. */
class Conversation implements PolicyConversation {
  readonly #setting: PolicySetting;
  readonly #settings: ChoiceSettings;
  readonly #pool: Pool;
  readonly #terms: Terms;
  readonly finalResponse: FinalResponse | undefined;
  #statistics: LoopStatistics = noStatistics;
  #account: Account = emptyAccount;
  #turn: TurnView | undefined;

  constructor(setting: PolicySetting, settings: ChoiceSettings, pool: Pool) {
    this.#setting = setting;
    this.#settings = settings;
    this.#pool = pool;
    this.finalResponse = settings.finalResponse;
    this.#terms = { caching: setting.caching, ttl: '5m', secondNanoUsd: setting.secondWorthUsd * 1e9 };
  }

  choose(turn: TurnView): Tier {
    this.#arrive(turn);
    if (!turn.simple) return 'reasoning';
    const { tier } = chooseContender({
      home: this.#contender('reasoning', turn),
      baselineCachedTokens: turn.baselineCachedTokens,
      away: [this.#contender('execution', turn)],
      expectation: expectationOf(this.#statistics, [this.#pool.read()]),
      account: this.#account,
      terms: { ...this.#terms, ...given('ttl', turn.ttl) },
      settings: this.#settings,
    });
    return tier === 'execution' ? 'execution' : 'reasoning';
  }

  told(outcome: TurnOutcome): void {
    const turn = this.#turn;
    if (turn === undefined) return;
    const { outputTokens, inputTokens, final } = outcome;
    const reply = { simple: turn.simple, outputTokens, ...given('final', final) };
    this.#learn((statistics) => withReply(statistics, reply));
    const worth = this.#terms.secondNanoUsd;
    const home = this.#setting.tiers.reasoning;
    const atHome = {
      inputTokens,
      outputTokens,
      cachedTokens: turn.baselineCachedTokens,
      caching: this.#setting.caching,
    };
    const { routedNanoUsd, baselineNanoUsd } = this.#account;
    this.#account = {
      routedNanoUsd: routedNanoUsd + outcome.nanoUsd + worth * outcome.seconds,
      baselineNanoUsd: baselineNanoUsd + nanoUsdOf(home, atHome) + worth * turnSecondsOf(home, atHome),
    };
  }

  #arrive(turn: TurnView): void {
    const { previous, gapSeconds } = turn;
    const before = this.#turn;
    this.#turn = turn;
    if (previous === undefined || before === undefined || gapSeconds === undefined) return;
    this.#learn((statistics) =>
      withArrival(statistics, {
        simple: turn.simple,
        previousWasSimple: before.simple,
        gapSeconds,
        promptTokens: turn.inputTokens,
        previousPromptTokens: previous.inputTokens,
        sharedTokens: turn.sharedPrefixTokens,
      }),
    );
  }

  #learn(change: (statistics: LoopStatistics) => LoopStatistics): void {
    this.#statistics = change(this.#statistics);
    this.#pool.learn(change);
  }

  #contender(tier: Tier, { inputTokens, caches }: TurnView): Contender {
    const { model, prices, cacheMinimumTokens, latency } = this.#setting.tiers[tier];
    const { cachedTokens, ageSeconds } = caches[tier];
    return {
      tier,
      model,
      prices,
      cacheMinimumTokens,
      latency,
      promptTokens: inputTokens,
      cachedTokens,
      ...(ageSeconds === undefined ? {} : { cacheAgeSeconds: ageSeconds }),
    };
  }
}
