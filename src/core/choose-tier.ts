import {
  type CacheState,
  type Comparison,
  type Contender,
  chooseContender,
  type Economy,
  type Expectation,
  emptyAccount,
  expectationOf,
  type FittedTarget,
  noStatistics,
  quoteOf,
  type Terms,
} from './choice/index.ts';
import type { Arithmetic, Quote } from './decision.ts';
import { convertTokens, estimateTokens, type Fit, isLatencyPrior, latencyModelsOf } from './models/index.ts';
import type { Policy } from './policy/policy.ts';
import { reasoningTier } from './policy/tier.ts';
import type { ToolKeySignal } from './signals.ts';
import type { Turn } from './turn.ts';

/** Which of the allowed tiers answers, what each was quoted, and the reason where the arithmetic went against the rule's first choice. */
export interface Choice {
  readonly tier: string;
  readonly quotes: readonly Quote[];
  readonly arithmetic?: Arithmetic;
  readonly reason?: string;
}

/** The reason of a turn that might have gone and did not; `arithmetic` says why not. */
export const stayed = 'stayed';

/** What choosing needs beside the allowed tiers. */
export interface ChoosingInput {
  readonly turn: Turn;
  readonly policy: Policy;
  readonly toolKeys: readonly ToolKeySignal[];
  /** Absent: nothing is known of the conversation's caches. */
  readonly economy: Economy | undefined;
  readonly fitOf: (tier: string) => { readonly model: string; readonly fit: Fit };
}

/**
 * Chooses among at least one allowed tier. With one, or without the reasoning tier among them, the rule's own order
 * decides; else the arithmetic of `choice/` does, and what has no price is not gone to.
 */
export function chooseTier(allowed: readonly [string, ...string[]], input: ChoosingInput): Choice {
  const others = allowed.filter((tier) => tier !== reasoningTier);
  if (others.length === 0 || others.length === allowed.length) return { tier: allowed[0], quotes: [] };
  const economy = input.economy ?? unknownEconomy(input.turn);
  const terms: Terms = {
    caching: economy.caching,
    ttl: economy.ttl,
    secondNanoUsd: input.policy.choice.secondNanoUsd,
  };
  const home = contenderOf(reasoningTier, economy, input);
  const away = others.map((tier) => contenderOf(tier, economy, input)).filter((one) => one !== undefined);
  const expectation = expectationOf(economy.conversation, economy.pooled(input.toolKeys));
  const quotes = [home, ...away].flatMap((one) => (one === undefined ? [] : [toQuote(one, expectation, terms)]));
  const chosen =
    home === undefined
      ? { tier: reasoningTier, comparisons: others.map(unpriced) }
      : chooseContender({
          home,
          baselineCachedTokens: Math.min(home.promptTokens, baselineOf(economy, input)),
          away,
          expectation,
          account: economy.account,
          terms,
          settings: input.policy.choice,
        });
  const { statisticsVersion, account } = economy;
  return {
    tier: chosen.tier,
    quotes,
    arithmetic: {
      ...{ statisticsVersion, terms, expectation: told(expectation), account },
      comparisons: chosen.comparisons.map(toldComparison),
    },
    ...(chosen.tier === reasoningTier && allowed[0] !== reasoningTier ? { reason: stayed } : {}),
  };
}

/** As it is recorded: shares to four digits, seconds and tokens to two, beyond which a guess has nothing to say. */
function told(expectation: Expectation): Arithmetic['expectation'] {
  return {
    simpleAfterSimple: toDigits(expectation.simpleAfterSimple, 1e4),
    simpleAfterOther: toDigits(expectation.simpleAfterOther, 1e4),
    lostBeforeSimple: toDigits(expectation.lostBeforeSimple, 1e4),
    lostBeforeOther: toDigits(expectation.lostBeforeOther, 1e4),
    endPerTurn: expectation.endPerTurn,
    gapSeconds: toDigits(expectation.gapSeconds, 100),
    appendedTokens: toDigits(expectation.appendedTokens, 100),
    outputTokens: toDigits(expectation.outputTokens, 100),
    otherOutputTokens: toDigits(expectation.otherOutputTokens, 100),
    discarded: toDigits(expectation.discarded, 1e4),
    finals: toDigits(expectation.finals, 1e4),
    finalTokens: toDigits(expectation.finalTokens, 100),
  };
}

function toldComparison({
  tier,
  stayNanoUsd,
  goNanoUsd,
  fillNanoUsd,
  lapseRisk,
  staysBecause,
}: Comparison): Comparison {
  return {
    tier,
    stayNanoUsd: Math.round(stayNanoUsd),
    goNanoUsd: Math.round(goNanoUsd),
    fillNanoUsd: Math.round(fillNanoUsd),
    lapseRisk: toDigits(lapseRisk, 1e4),
    ...(staysBecause === undefined ? {} : { staysBecause }),
  };
}

function toDigits(value: number, scale: number): number {
  return Math.round(value * scale) / scale;
}

function baselineOf(economy: Economy, { fitOf }: ChoosingInput): number {
  return economy.baselineOf(fittedTo(reasoningTier, fitOf(reasoningTier))).cachedTokens;
}

function fittedTo(tier: string, { model, fit }: { readonly model: string; readonly fit: Fit }): FittedTarget {
  return { tier, model, edits: fit.fits ? fit.edits : [] };
}

function unpriced(tier: string): Comparison {
  return { tier, stayNanoUsd: 0, goNanoUsd: 0, fillNanoUsd: 0, lapseRisk: 0, staysBecause: 'unpriced' };
}

/** The tier with its prices and its cache; `undefined` where the model has no price. */
function contenderOf(tier: string, economy: Economy, { turn, policy, fitOf }: ChoosingInput): Contender | undefined {
  const fitted = fittedTo(tier, fitOf(tier));
  const { model } = fitted;
  const prices = policy.prices.at(model, economy.atMs);
  if (prices === undefined) return undefined;
  const capabilities = policy.capabilitiesOf(model);
  const promptTokens = promptTokensOf(model, economy, { turn, policy });
  const cache = economy.cacheOf(fitted);
  return {
    tier,
    model,
    prices,
    cacheMinimumTokens: capabilities?.cacheMinimumTokens ?? 0,
    latency: economy.latencyOf?.(model) ?? latencyModelsOf(model),
    promptTokens,
    cachedTokens: Math.min(promptTokens, cache.cachedTokens),
    ...(cache.ageSeconds === undefined ? {} : { cacheAgeSeconds: cache.ageSeconds }),
  };
}

/** The whole prompt as a model's tokenizer counts it. */
export function promptTokensOf(
  model: string,
  { promptTokens }: Economy,
  { turn, policy }: Pick<ChoosingInput, 'turn' | 'policy'>,
): number {
  const own = policy.capabilitiesOf(model)?.tokenizer;
  const requested = policy.capabilitiesOf(turn.requestedModel)?.tokenizer;
  return requested === undefined || own === undefined ? promptTokens : convertTokens(promptTokens, requested, own);
}

function toQuote(contender: Contender, expectation: Expectation, terms: Terms): Quote {
  const { tier, model, promptTokens, cachedTokens, cacheAgeSeconds, latency } = contender;
  const { nanoUsd, seconds } = quoteOf(contender, expectation, terms);
  return {
    tier,
    model,
    promptTokens,
    cachedTokens,
    ...(cacheAgeSeconds === undefined ? {} : { cacheAgeSeconds }),
    ...(nanoUsd === undefined ? {} : { costNanoUsd: Math.round(nanoUsd) }),
    latencyMs: Math.round(seconds * 1000),
    latencyIsPrior: isLatencyPrior(model, latency, promptTokens),
  };
}

/**
 * What is taken for true where nothing is known of a conversation: the home model holds everything but this turn's tail,
 * since never knowingly dearer means that doubt speaks for staying. On its first turn nothing is cached anywhere.
 */
function unknownEconomy({ requestedModel, transcript }: Turn): Economy {
  const promptTokens = estimateTokens(transcript.prefixBytes, 'current');
  const home: CacheState =
    transcript.assistantMessages > 0 ? { cachedTokens: promptTokens, ageSeconds: 0 } : { cachedTokens: 0 };
  return {
    atMs: Number.POSITIVE_INFINITY,
    promptTokens,
    caching: transcript.breakpoints,
    ttl: '5m',
    conversation: noStatistics,
    pooled: () => [],
    statisticsVersion: 'prior',
    account: emptyAccount,
    baselineOf: () => home,
    cacheOf: ({ model }) => (model === requestedModel ? home : { cachedTokens: 0 }),
  };
}
