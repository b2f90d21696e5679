/**
 * What a turn cost, and what the reasoning tier alone would have cost for the same tokens: the baseline is priced from a
 * cache that it alone kept (the baseline ledger), so that it is warm where never routing would have kept it warm.
 */
import {
  type Account,
  type Attempt,
  costOf,
  given,
  type LatencyModels,
  type ModelCapabilities,
  type PriceBook,
  secondsOf,
  type TurnBill,
  type Usage,
} from '../core/index.ts';

/** What a bill is made of. */
export interface BillInput {
  readonly attempts: readonly Attempt[];
  readonly prices: PriceBook;
  readonly home: BilledModel;
  /** The model that answered. */
  readonly served: BilledModel;
  /** Whether that was the reasoning tier. */
  readonly isHome: boolean;
  /** Tokens the home model had cached of this prompt: really, and had it answered every turn. */
  readonly homeCachedTokens: number;
  readonly baselineCachedTokens: number;
  /** The request's breakpoints move along with its messages. */
  readonly caching: boolean;
  /** As the client asked: what the baseline writes. */
  readonly ttl: '5m' | '1h';
  /** What answered was sent with another lifetime. */
  readonly isRetimed?: boolean;
}

/** A model with what it takes to price and time it. */
export interface BilledModel {
  readonly model: string;
  readonly capabilities: ModelCapabilities | undefined;
  readonly latency: LatencyModels;
}

/** A bill without the account, and what the account is charged: modelled seconds of both sides beside the money. */
export interface Billing {
  readonly bill: Omit<TurnBill, 'account'>;
  readonly servedSeconds: number;
  readonly baselineSeconds: number;
  /** Tokens the home model would have read, and have cached after this turn. */
  readonly baselineReadTokens: number;
  readonly baselineCachedAfter: number;
}

/** The billing of a turn; `undefined` when the answer told no usage. */
export function billOf(input: BillInput): Billing | undefined {
  const answer = input.attempts.at(-1);
  const usage = answer?.usage;
  if (answer === undefined || usage === undefined) return undefined;
  const costs = input.attempts.map((attempt) => attemptCost(attempt, input.prices));
  const costNanoUsd = costs.some((cost) => cost === undefined)
    ? undefined
    : costs.reduce<number>((sum, cost) => sum + (cost ?? 0), 0);
  const baseline = baselineUsage(usage, input);
  const { model } = input.home;
  const baselineNanoUsd = costOf({ usage: baseline, model, atMs: answer.startedAtMs }, input.prices);
  const saved = costNanoUsd === undefined || baselineNanoUsd === undefined ? undefined : baselineNanoUsd - costNanoUsd;
  const baselineSeconds = secondsOf(input.home.latency, timed(baseline));
  return {
    bill: {
      ...given('costNanoUsd', costNanoUsd),
      ...given('baselineNanoUsd', baselineNanoUsd),
      ...given('savedNanoUsd', saved),
      baselineMs: Math.round(baselineSeconds * 1000),
    },
    servedSeconds: secondsOf(input.served.latency, timed(usage)),
    baselineSeconds,
    baselineReadTokens: baseline.cacheReadTokens,
    baselineCachedAfter: baseline.cacheReadTokens + baseline.cacheWriteTokens,
  };
}

/** What one call cost, by the model that its reply names. An error for an answer, or no connection, is not billed. */
function attemptCost(attempt: Attempt, prices: PriceBook): number | undefined {
  const { usage, model, repliedModel, startedAtMs, end, status } = attempt;
  if (usage === undefined && (end === 'unreachable' || (status !== undefined && status >= 400))) return 0;
  return usage === undefined ? undefined : costOf({ usage, model: repliedModel ?? model, atMs: startedAtMs }, prices);
}

/** The same tokens as the home model would have billed them. */
function baselineUsage(usage: Usage, input: BillInput): Usage {
  if (input.isHome) {
    const same = shifted(usage, input.baselineCachedTokens - input.homeCachedTokens);
    return input.isRetimed === true ? writtenFor(input.ttl, same) : same;
  }
  const ratio = tokenRatio(input.served.capabilities, input.home.capabilities);
  const total = Math.round((usage.inputTokens + usage.cacheReadTokens + usage.cacheWriteTokens) * ratio);
  const plain = Math.round(usage.inputTokens * ratio);
  const minimum = input.home.capabilities?.cacheMinimumTokens ?? 0;
  const isCached = input.caching && total >= minimum;
  // A model below its own minimum bills plain input where the home model, with a lower one, would cache.
  const isBelowServedMinimum = usage.cacheReadTokens + usage.cacheWriteTokens === 0;
  const cacheable = isCached ? (isBelowServedMinimum ? total : total - plain) : 0;
  const read = Math.min(cacheable, input.baselineCachedTokens);
  return {
    inputTokens: total - cacheable,
    cacheReadTokens: read,
    cacheWriteTokens: cacheable - read,
    outputTokens: Math.round(usage.outputTokens * ratio),
    ...(input.ttl === '1h' ? { cacheWrite1hTokens: cacheable - read } : {}),
  };
}

/** A home turn's own usage, with so many more tokens read instead of written. Equal caches leave it as it is. */
function shifted(usage: Usage, by: number): Usage {
  const moved = Math.max(-usage.cacheReadTokens, Math.min(usage.cacheWriteTokens, by));
  if (moved === 0) return usage;
  const { cacheWrite5mTokens: _five, cacheWrite1hTokens: hour, iterations: _calls, ...rest } = usage;
  const cacheWriteTokens = usage.cacheWriteTokens - moved;
  return {
    ...rest,
    cacheReadTokens: usage.cacheReadTokens + moved,
    cacheWriteTokens,
    ...(hour === undefined || hour === 0 ? {} : { cacheWrite1hTokens: cacheWriteTokens }),
  };
}

/** The same with all of its writes of one lifetime. */
function writtenFor(ttl: '5m' | '1h', usage: Usage): Usage {
  const { cacheWrite5mTokens: _five, cacheWrite1hTokens: _hour, iterations: _calls, ...rest } = usage;
  return ttl === '1h' ? { ...rest, cacheWrite1hTokens: usage.cacheWriteTokens } : rest;
}

function tokenRatio(from: ModelCapabilities | undefined, to: ModelCapabilities | undefined): number {
  if (from === undefined || to === undefined || from.tokenizer === to.tokenizer) return 1;
  return to.tokenizer === 'current' ? 1.3 : 1 / 1.3;
}

function timed(usage: Usage) {
  return {
    inputTokens: usage.inputTokens + usage.cacheReadTokens + usage.cacheWriteTokens,
    cachedTokens: usage.cacheReadTokens,
    outputTokens: usage.outputTokens,
  };
}

/**
 * The account with a turn in it; a turn whose cost is unknown on either side leaves it as it is. `apartNanoUsd` of the cost is
 * no matter of routing (another lifetime of the cache) and charged elsewhere.
 */
export function charged(
  account: Account,
  { bill, servedSeconds, baselineSeconds }: Billing,
  { secondNanoUsd, apartNanoUsd = 0 }: { readonly secondNanoUsd: number; readonly apartNanoUsd?: number },
): Account {
  const { costNanoUsd, baselineNanoUsd } = bill;
  if (costNanoUsd === undefined || baselineNanoUsd === undefined) return account;
  return {
    routedNanoUsd: account.routedNanoUsd + costNanoUsd - apartNanoUsd + Math.round(secondNanoUsd * servedSeconds),
    baselineNanoUsd: account.baselineNanoUsd + baselineNanoUsd + Math.round(secondNanoUsd * baselineSeconds),
  };
}
