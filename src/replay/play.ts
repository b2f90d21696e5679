import { type CacheTtl, given, ttlSecondsOf } from '../core/index.ts';
import { type ConversationCaches, cacheTtlSeconds } from './accounting/cache-model.ts';
import { type Missed, missesOf, sumOfMissed } from './accounting/misses.ts';
import { nanoUsdOf, pingNanoUsdOf, type Tier, turnSecondsOf, writtenTokensOf } from './accounting/tier-model.ts';
import { discardedFinalTokens, isFinal } from './finals.ts';
import type { Keeper } from './keeper.ts';
import { mostPings, pingDueAt } from './keeping.ts';
import type { PolicyConversation, PolicySetting, TierCache, TurnOutcome, TurnView } from './policies/policy.ts';
import type { RecordedTurn } from './trajectory.ts';

/** One conversation as a policy would have had it: sums of whole nano-dollars, and modelled seconds. */
export interface PlayedConversation {
  readonly nanoUsd: number;
  readonly seconds: number;
  readonly executionTurns: number;
  /** Closing texts of the execution tier that `finalResponse` discarded: turns paid twice. */
  readonly discardedFinals: number;
  /** Turns on another tier than the turn before. */
  readonly switches: number;
  readonly pings: number;
  /** Included in `nanoUsd`. */
  readonly pingNanoUsd: number;
  /** Tokens that could have been read and were not; none with caching off. */
  readonly missed: Missed;
  /** What writing the lapsed ones of these cost beyond reading them; included in `nanoUsd`. */
  readonly lapsedNanoUsd: number;
}

/** How to play: the policy's word for each turn, what is cached when, and who keeps caches warm. */
export interface Playing {
  readonly setting: PolicySetting;
  readonly caches: ConversationCaches;
  readonly policy: PolicyConversation;
  readonly keeper?: Keeper;
}

/** A tier's last turn, and when its cache was last touched by that turn or by a ping. */
interface LastUse {
  readonly index: number;
  readonly touchedAtSeconds: number;
  readonly ttl: CacheTtl;
  readonly isPinged: boolean;
  /** A pinged cache whose next ping was due and not sent. */
  readonly isLetGo: boolean;
}

/** Plays a conversation turn by turn under the accounting rules. */
export function playConversation(turns: readonly RecordedTurn[], playing: Playing): PlayedConversation {
  const { policy } = playing;
  const uses: Partial<Record<Tier, LastUse>> = {};
  const sum = { ...emptySum };
  let previous: TurnOutcome | undefined;
  for (const [index, turn] of turns.entries()) {
    const seen = viewOf(turns, { index, playing, uses, previous });
    const ttl = policy.ttl?.(seen) ?? '5m';
    const view = { ...seen, ttl };
    const asked = policy.choose(view);
    const outcome = outcomeOf(turn, { tier: asked, view, playing });
    const { tier } = outcome;
    if (tier !== asked) sum.discardedFinals += 1;
    policy.told?.(outcome);
    sum.nanoUsd += outcome.nanoUsd;
    sum.seconds += outcome.seconds;
    if (tier === 'execution') sum.executionTurns += 1;
    if (previous !== undefined && previous.tier !== tier) sum.switches += 1;
    previous = outcome;
    for (const used of new Set([asked, tier])) {
      addMisses(sum, missesAt(turns, { index, tier: used, playing, uses, view }));
      uses[used] = { index, touchedAtSeconds: turn.atSeconds, ttl, isPinged: false, isLetGo: false };
    }
    keepWarm(turns, { index, playing, uses, sum });
  }
  policy.ended?.();
  return sum;
}

/** A conversation of which nothing was played. */
export const emptySum = {
  nanoUsd: 0,
  seconds: 0,
  executionTurns: 0,
  discardedFinals: 0,
  switches: 0,
  pings: 0,
  pingNanoUsd: 0,
  missed: {},
  lapsedNanoUsd: 0,
} satisfies PlayedConversation;

interface Moment {
  readonly index: number;
  readonly playing: Playing;
  readonly uses: Partial<Record<Tier, LastUse>>;
  readonly previous: TurnOutcome | undefined;
}

function viewOf(turns: readonly RecordedTurn[], { index, playing, uses, previous }: Moment): TurnView {
  const turn = turnAt(turns, index);
  const before = turns[index - 1];
  const cacheOf = (tier: Tier): TierCache => {
    const use = uses[tier];
    if (use === undefined) return { cachedTokens: 0 };
    const ageSeconds = turn.atSeconds - use.touchedAtSeconds;
    const isWarm =
      playing.setting.caching &&
      ageSeconds <= ttlSecondsOf[use.ttl] &&
      !use.isLetGo &&
      turn.inputTokens >= playing.setting.tiers[tier].cacheMinimumTokens;
    return {
      cachedTokens: isWarm ? playing.caches.reach(use.index, index, playing.setting.tiers[tier]) : 0,
      ageSeconds,
    };
  };
  return {
    index,
    atSeconds: turn.atSeconds,
    ...given('gapSeconds', before && turn.atSeconds - before.atSeconds),
    after: turn.after,
    inputTokens: turn.inputTokens,
    sharedPrefixTokens: turn.sharedPrefixTokens,
    ...given('toolErrors', turn.toolErrors),
    simple: turn.simple,
    ...given('signals', turn.signals),
    caches: { reasoning: cacheOf('reasoning'), execution: cacheOf('execution') },
    baselineCachedTokens: baselineCachedTokens(turns, index, playing),
    ...given('previous', previous),
  };
}

function baselineCachedTokens(turns: readonly RecordedTurn[], index: number, { setting, caches }: Playing): number {
  const turn = turnAt(turns, index);
  const before = turns[index - 1];
  if (before === undefined || !setting.caching || turn.atSeconds - before.atSeconds > cacheTtlSeconds) return 0;
  return turn.inputTokens < setting.tiers.reasoning.cacheMinimumTokens
    ? 0
    : caches.reach(index - 1, index, setting.tiers.reasoning);
}

interface Answer {
  readonly tier: Tier;
  readonly view: TurnView;
  readonly playing: Playing;
}

/** How a turn goes on a tier; on both, one after the other, where the closing text of the execution tier is discarded. */
function outcomeOf(turn: RecordedTurn, answer: Answer): TurnOutcome {
  const { tier, playing } = answer;
  const mode = playing.policy.finalResponse ?? playing.setting.finalResponse ?? 'accept';
  const first = billedOutcome(turn, answer);
  const discardedTokens = tier === 'execution' ? discardedFinalTokens(turn, mode) : undefined;
  if (discardedTokens === undefined) return first;
  const attempt = billedOutcome({ ...turn, outputTokens: discardedTokens }, answer);
  const home = billedOutcome(turn, { ...answer, tier: 'reasoning' });
  return { ...home, nanoUsd: attempt.nanoUsd + home.nanoUsd, seconds: attempt.seconds + home.seconds };
}

function billedOutcome(turn: RecordedTurn, { tier, view, playing }: Answer): TurnOutcome {
  const { setting, caches } = playing;
  const { cachedTokens } = view.caches[tier];
  const { inputTokens, outputTokens } = turn;
  const writable = given('writableTokens', caches.writableTokens(view.index));
  const ttl = view.ttl ?? '5m';
  const billed = { inputTokens, outputTokens, cachedTokens, caching: setting.caching, ttl, ...writable };
  return {
    tier,
    nanoUsd: nanoUsdOf(setting.tiers[tier], billed),
    seconds: turnSecondsOf(setting.tiers[tier], billed),
    inputTokens,
    cachedTokens,
    writtenTokens: writtenTokensOf(setting.tiers[tier], billed),
    outputTokens,
    ...given('tools', turn.tools),
    ...given('stopReason', turn.stopReason),
    ...given('final', isFinal(turn)),
  };
}

interface Billed extends Pick<Moment, 'index' | 'playing' | 'uses'> {
  readonly tier: Tier;
  readonly view: TurnView;
}

/** What a turn missed on a tier, before that use of it counts, and what the lapsed part cost. */
function missesAt(turns: readonly RecordedTurn[], { index, tier, playing, uses, view }: Billed) {
  const { setting, caches } = playing;
  if (!setting.caching) return { missed: {}, lapsedNanoUsd: 0 };
  const model = setting.tiers[tier];
  const { inputTokens, outputTokens, sharedPrefixTokens, atSeconds } = turnAt(turns, index);
  const before = turns[index - 1];
  const use = uses[tier];
  const { cachedTokens } = view.caches[tier];
  const writable = given('writableTokens', caches.writableTokens(index));
  const missed = missesOf({
    inputTokens,
    cachedTokens,
    cacheMinimumTokens: model.cacheMinimumTokens,
    ...writable,
    ...given('before', before && { inputTokens: before.inputTokens, sharedTokens: sharedPrefixTokens }),
    ...given(
      'own',
      use && {
        reachedTokens: caches.reach(use.index, index, model),
        ageSeconds: use.isLetGo ? Number.POSITIVE_INFINITY : atSeconds - use.touchedAtSeconds,
        ttlSeconds: ttlSecondsOf[use.ttl],
        isBefore: use.index === index - 1,
      },
    ),
  });
  const costWith = (tokens: number): number =>
    nanoUsdOf(model, {
      ...{ inputTokens, outputTokens, cachedTokens: tokens, caching: true, ...writable },
      ...given('ttl', view.ttl),
    });
  const { lapsed = 0 } = missed;
  return { missed, lapsedNanoUsd: costWith(cachedTokens) - costWith(cachedTokens + lapsed) };
}

type Misses = Pick<PlayedConversation, 'missed' | 'lapsedNanoUsd'>;

function addMisses(sum: { missed: Missed; lapsedNanoUsd: number }, { missed, lapsedNanoUsd }: Misses): void {
  sum.missed = sumOfMissed(sum.missed, missed);
  sum.lapsedNanoUsd += lapsedNanoUsd;
}

interface Idle {
  readonly index: number;
  readonly playing: Playing;
  readonly uses: Partial<Record<Tier, LastUse>>;
  readonly sum: { nanoUsd: number; pings: number; pingNanoUsd: number };
}

/**
 * Pings the reasoning tier's cache while it lives, nobody comes back and the keeper says so. As the reference figures have
 * it, a pinged cache whose next ping was due and not sent counts as lapsed from then on, 15 seconds early.
 */
function keepWarm(turns: readonly RecordedTurn[], { index, playing, uses, sum }: Idle): void {
  const { keeper, setting } = playing;
  if (keeper === undefined || uses.reasoning === undefined || !setting.caching) return;
  let use = uses.reasoning;
  const turn = turnAt(turns, index);
  const cachedTokens = turnAt(turns, use.index).inputTokens;
  if (cachedTokens < setting.tiers.reasoning.cacheMinimumTokens) return;
  // What lives an hour is not pinged.
  if (use.ttl === '1h') return;
  if (use.isLetGo || turn.atSeconds - use.touchedAtSeconds > cacheTtlSeconds) return;
  const backAtSeconds = turns[index + 1]?.atSeconds ?? Number.POSITIVE_INFINITY;
  const idle = { index, cachedTokens, ...given('stopReason', turn.stopReason) };
  for (let pings = 0; pings < mostPings; pings += 1) {
    const dueAtSeconds = pingDueAt(use, { fromSeconds: turn.atSeconds, backAtSeconds });
    if (dueAtSeconds === undefined) break;
    if (!keeper({ ...idle, pings, idleSeconds: dueAtSeconds - turn.atSeconds })) {
      use = { ...use, isLetGo: use.isPinged };
      break;
    }
    const pingNanoUsd = pingNanoUsdOf(setting.tiers.reasoning, cachedTokens);
    sum.pings += 1;
    sum.pingNanoUsd += pingNanoUsd;
    sum.nanoUsd += pingNanoUsd;
    use = { ...use, touchedAtSeconds: dueAtSeconds, isPinged: true };
  }
  uses.reasoning = use;
}

function turnAt(turns: readonly RecordedTurn[], index: number): RecordedTurn {
  const turn = turns[index];
  if (turn === undefined) throw new Error(`no turn ${index}`);
  return turn;
}
