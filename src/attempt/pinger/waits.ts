import {
  bandOf,
  endingOf,
  newPace,
  type Pace,
  type PingEvent,
  type PriceBook,
  pacedBy,
  type ReturnModel,
} from '../../core/index.ts';
import { ReturnLearning } from './return-learning.ts';
import { lifetimeMs } from './times.ts';
import { cachedTokensOf, type PingableTurn, type Wait, waitKey } from './wait.ts';

/** Waits that are remembered; the ones with the oldest turns are forgotten first. */
const capacity = 20_000;

/** Every conversation's wait, its pace so far, and what all of them teach of returns. No content, no credential. */
export class Waits {
  readonly #byKey = new Map<string, Wait>();
  readonly #learning: ReturnLearning;

  constructor(returns: ReturnModel) {
    this.#learning = new ReturnLearning(returns, capacity);
  }

  [Symbol.iterator](): MapIterator<Wait> {
    return this.#byKey.values();
  }

  get size(): number {
    return this.#byKey.size;
  }

  get returns(): ReturnModel {
    return this.#learning.model;
  }

  get(key: string): Wait | undefined {
    return this.#byKey.get(key);
  }

  /** Forgets the wait with the oldest turn where there are too many, and says which. */
  trim(): Wait | undefined {
    const [oldest] = this.#byKey.values();
    if (this.#byKey.size <= capacity || oldest === undefined) return undefined;
    this.#byKey.delete(oldest.key);
    return oldest;
  }

  /** A ping of the past has kept a wait's cache, or has not. */
  pinged({ conversationId, attempt, kept }: PingEvent): void {
    const wait = this.#byKey.get(waitKey(conversationId, attempt.model));
    if (wait === undefined || kept.length === 0) return;
    wait.sentPings += 1;
    wait.touchedAtMs = attempt.startedAtMs;
  }

  /**
   * A turn has ended: the wait before it is over and learnt from, the next one begins. `savedNanoUsd` is the rewrite that
   * pings have saved this turn: what it read of a cache that would have lapsed without them, at the price of writing less
   * that of reading. 0 where that has no price.
   */
  turnEnded(turn: PingableTurn, prices: PriceBook): { readonly wait: Wait; readonly savedNanoUsd: number } {
    const key = waitKey(turn.conversationId, turn.model);
    const before = this.#byKey.get(key);
    const gapMs = before === undefined ? 0 : Math.max(0, turn.startedAtMs - before.startedAtMs);
    const isAlive = before !== undefined && turn.startedAtMs - before.touchedAtMs <= lifetimeMs;
    const wasKept = isAlive && before.sentPings > 0 && gapMs > lifetimeMs;
    const readTokens = wasKept ? Math.min(turn.usage.cacheReadTokens, before.situation.prefixTokens) : 0;
    if (before !== undefined) {
      const keptShare = wasKept ? readTokens / Math.max(1, before.situation.prefixTokens) : undefined;
      this.#learning.end(key, turn.startedAtMs, keptShare);
    }
    const pace = before === undefined ? newPace : pacedBy(before.situation.pace, before.situation.ending, gapMs);
    const wait = this.#put(key, turn, { pace, before });
    this.#learning.begin(key, wait);
    return { wait, savedNanoUsd: savingOf(readTokens, turn, prices) };
  }

  #put(key: string, turn: PingableTurn, kept: { pace: Pace; before: Wait | undefined }): Wait {
    const { startedAtMs, cached, tier, credential } = turn;
    const ending = endingOf(turn.stopReason, turn.subagent);
    const situation = { ending, prefixTokens: cachedTokensOf(turn), pace: kept.pace };
    const wait: Wait = kept.before ?? {
      key,
      conversationId: turn.conversationId,
      model: turn.model,
      tier,
      credential,
      situation,
      startedAtMs,
      touchedAtMs: startedAtMs,
      dueByCalendarMs: Number.POSITIVE_INFINITY,
      cached,
      sentPings: 0,
      cancel: () => undefined,
      flight: undefined,
    };
    Object.assign(wait, { tier, credential, situation, startedAtMs, touchedAtMs: startedAtMs, cached, sentPings: 0 });
    this.#byKey.delete(key);
    this.#byKey.set(key, wait);
    return wait;
  }
}

function savingOf(readTokens: number, { model, startedAtMs }: PingableTurn, prices: PriceBook): number {
  const row = readTokens === 0 ? undefined : prices.at(model, startedAtMs);
  const band = row && bandOf(row, readTokens);
  if (band === undefined) return 0;
  return Math.round((readTokens * Math.max(0, band.cacheWrite5mPicoUsd - band.cacheReadPicoUsd)) / 1_000);
}
