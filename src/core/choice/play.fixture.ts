/** Plays a conversation through the choice with an accounting of its own: what was spent, and what never going would have. */
import type { Account } from './account.ts';
import type { AnyConversation, ArrivingTurn, Model } from './any-conversation.fixture.ts';
import { chooseContender } from './choose.ts';
import { type Contender, costLine, type Terms, ttlSecondsOf } from './contender.ts';

/** A conversation up to and including one turn. Nano-dollars, seconds at their worth included. */
export interface Prefix {
  readonly went: boolean;
  /** Before this turn. */
  readonly before: Account;
  readonly account: Account;
  /** Largest so far: writing the whole home prefix instead of reading it, and one turn of the execution tier. */
  readonly rewriteNanoUsd: number;
  readonly executionNanoUsd: number;
}

interface Cache {
  tokens: number;
  usedAtSeconds: number;
}

/** Every prefix of the conversation. */
export function play(conversation: AnyConversation): readonly Prefix[] {
  const { home, away, terms } = conversation;
  const caches = { home: emptyCache(), away: emptyCache(), baseline: emptyCache() };
  const sum = { routedNanoUsd: 0, baselineNanoUsd: 0, rewriteNanoUsd: 0, executionNanoUsd: 0 };
  let atSeconds = 0;
  let promptTokens = 1_000;
  return conversation.turns.map((turn) => {
    atSeconds += turn.gapSeconds;
    const keptTokens = Math.floor(promptTokens * turn.keptShare);
    promptTokens = keptTokens + turn.appendedTokens;
    const asked = { promptTokens, atSeconds, terms };
    for (const [cache, model] of [
      [caches.home, home],
      [caches.away, away],
      [caches.baseline, home],
    ] as const) {
      cache.tokens = Math.min(cache.tokens, Math.floor(keptTokens * model.tokenRatio));
    }
    const candidates = { home: contend(home, caches.home, asked), away: contend(away, caches.away, asked) };
    const alone = contend(home, caches.baseline, asked);
    const before = { routedNanoUsd: sum.routedNanoUsd, baselineNanoUsd: sum.baselineNanoUsd };
    const went = goes(turn, { ...conversation, ...candidates, alone, account: before });
    if (went) {
      const cost = costOf(candidates.away, turn, terms);
      sum.routedNanoUsd += cost;
      sum.executionNanoUsd = Math.max(sum.executionNanoUsd, cost);
      use(caches.away, candidates.away, atSeconds);
    }
    if (!went || turn.escalates) {
      sum.routedNanoUsd += costOf(candidates.home, turn, terms);
      use(caches.home, candidates.home, atSeconds);
    }
    sum.baselineNanoUsd += costOf(alone, turn, terms);
    use(caches.baseline, alone, atSeconds);
    sum.rewriteNanoUsd = Math.max(sum.rewriteNanoUsd, rewriteOf(alone, turn, terms));
    const { routedNanoUsd, baselineNanoUsd, ...largest } = sum;
    return { went, before, account: { routedNanoUsd, baselineNanoUsd }, ...largest };
  });
}

interface Choosing extends Omit<AnyConversation, 'home' | 'away'> {
  readonly home: Contender;
  readonly away: Contender;
  readonly alone: Contender;
  readonly account: Account;
}

function goes({ simple }: ArrivingTurn, { home, away, alone, ...rest }: Choosing): boolean {
  const input = { ...rest, home, away: [away], baselineCachedTokens: alone.cachedTokens };
  return simple && chooseContender(input).tier === away.tier;
}

function emptyCache(): Cache {
  return { tokens: 0, usedAtSeconds: Number.NEGATIVE_INFINITY };
}

interface Asked {
  readonly promptTokens: number;
  readonly atSeconds: number;
  readonly terms: Terms;
}

function contend(model: Model, cache: Cache, { promptTokens, atSeconds, terms }: Asked): Contender {
  const { tokenRatio, ...rest } = model;
  const ageSeconds = atSeconds - cache.usedAtSeconds;
  const isWarm = cache.tokens > 0 && ageSeconds <= ttlSecondsOf[terms.ttl];
  const own = Math.floor(promptTokens * tokenRatio);
  return {
    ...rest,
    promptTokens: own,
    cachedTokens: isWarm ? Math.min(own, cache.tokens) : 0,
    ...(isWarm ? { cacheAgeSeconds: ageSeconds } : {}),
  };
}

function use(cache: Cache, { promptTokens, cacheMinimumTokens }: Contender, atSeconds: number): void {
  cache.tokens = promptTokens >= cacheMinimumTokens ? promptTokens : 0;
  cache.usedAtSeconds = atSeconds;
}

function costOf(contender: Contender, { outputTokens }: ArrivingTurn, terms: Terms): number {
  const { base, perMissingToken } = lineOf(contender, outputTokens, terms);
  return base + perMissingToken * (contender.promptTokens - contender.cachedTokens);
}

function rewriteOf(contender: Contender, { outputTokens }: ArrivingTurn, terms: Terms): number {
  return lineOf(contender, outputTokens, terms).perMissingToken * contender.promptTokens;
}

function lineOf(contender: Contender, outputTokens: number, terms: Terms) {
  const line = costLine(contender, { promptTokens: contender.promptTokens, outputTokens }, terms);
  if (line === undefined) throw new Error('a length without a price');
  return line;
}
