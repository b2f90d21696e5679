/**
 * What staying and going are expected to cost over the turns to come: the dynamic programme of the oracle, in expectation.
 *
 * A turn on model m with n prompt tokens of which `missing` are not cached costs a straight line, base + perMissing *
 * missing (`costLine`). A model used in the turn before misses what was appended since; one used k turns ago misses k times
 * that, or everything once its entry has lapsed. So where things stand is told by two facts: which model answered last, and
 * when the other one was last used. Going is an investment (the other model's cache, which later simple turns reuse), puts
 * the home model's writes off to the return, and lets the home entry age: all three fall out of the recursion
 *
 *   V(step, simple, state) = min over allowed m of cost(m) + (1 - end) * sum over next of P(next) * V(step + 1, next, state')
 *
 * where a turn that is not simple allows the home model only, and a turn that finds its caches lost (a long gap, a changed
 * prefix) finds both lost. Prompt length grows with each step, so a price band that will be crossed is seen before.
 *
 * The survival of an entry of age a until the next turn, given that the gap itself stays within the lifetime T, is
 * 1 - (P(gap > T - a) - P(gap > T)) / P(gap <= T); ages grow by the mean gap.
 *
 * It runs on every turn that has a choice, so it fills the same few arrays each time and makes no objects.
 */
import { type Contender, heldCost, ratesAt, type Terms, ttlSecondsOf } from './contender.ts';
import type { Expectation } from './statistics.ts';

/** Turns looked ahead. With 12, one of the recorded sets loses its small gain (pi-session, 4.5); the cost of 16 is small. */
const horizonTurns = 16;

/** Expected nano-dollars, seconds at their worth included, of this turn and of the horizon behind it. */
export interface ExpectedTotals {
  readonly stay: number;
  readonly go: number;
}

/** The two expectations for a simple turn; `undefined` where a length has no price. */
export function expectedTotals(
  pair: { readonly home: Contender; readonly away: Contender; readonly discardShare?: number },
  expectation: Expectation,
  terms: Terms,
): ExpectedTotals | undefined {
  const ahead = { expectation, terms, beyond: expectation.gapLongerThan(ttlSecondsOf[terms.ttl]) };
  fillSurvival(aliveSince, 0, ahead);
  if (!fillLane(home, pair.home, ahead) || !fillLane(away, pair.away, ahead)) return undefined;
  // A discarded attempt is paid, and the home model's turn on top: at every step, as if its cache were at hand.
  const share = pair.discardShare ?? 0;
  for (let step = 1; step <= horizonTurns; step++)
    away.simple[step] = at(away.simple, step) + share * at(home.simple, step);
  workBackwards(expectation);
  return {
    stay: costNow(home) + at(afterHome.simple, before),
    go: costNow(away) + share * costNow(home) + at(afterAway.simple, before),
  };
}

/** Chance that a home entry of this age lapses before the next turn although that comes within the caches' lifetime. */
export function lapseRisk(ageSeconds: number, expectation: Expectation, terms: Terms): number {
  return riskAt(ageSeconds, { expectation, terms, beyond: expectation.gapLongerThan(ttlSecondsOf[terms.ttl]) });
}

interface Ahead {
  readonly expectation: Expectation;
  readonly terms: Terms;
  /** Chance that the next turn comes when all caches have lapsed. */
  readonly beyond: number;
}

function riskAt(ageSeconds: number, { expectation, terms, beyond }: Ahead): number {
  const ttlSeconds = ttlSecondsOf[terms.ttl];
  if (ageSeconds > ttlSeconds || beyond >= 1) return 0;
  return Math.max(0, (expectation.gapLongerThan(ttlSeconds - ageSeconds) - beyond) / (1 - beyond));
}

/** Numbers by step, 0 being this turn; or by memory (see below), of which there is one more. */
type Numbers = Float64Array;

function numbers(): Numbers {
  return new Float64Array(horizonTurns + 2);
}

/** An element that is known to be there. */
function at(all: Numbers, index: number): number {
  return all[index] ?? 0;
}

/** One model over the horizon, by step. */
interface Lane {
  /** Cost of a simple turn with everything cached, and of another one. */
  readonly simple: Numbers;
  readonly other: Numbers;
  readonly perMissing: Numbers;
  readonly prompt: Numbers;
  /** Chance that the entry it has now still lives, unused until then. */
  readonly aliveNow: Numbers;
  /** By memory: tokens that it is expected to miss at the step that is worked on. */
  readonly missing: Numbers;
  /** Tokens that its cache misses of this turn's prompt, and those appended each turn. */
  missingNow: number;
  appended: number;
}

function lane(): Lane {
  return {
    ...{ simple: numbers(), other: numbers(), perMissing: numbers(), prompt: numbers() },
    ...{ aliveNow: numbers(), missing: numbers(), missingNow: 0, appended: 0 },
  };
}

/**
 * Expected cost of what follows a turn that one of the models answered, by whether the turn was simple. Index: when the
 * model that did not answer was last used.
 */
interface Following {
  readonly simple: Numbers;
  readonly other: Numbers;
}

/* Filled anew by every call. */
const home = lane();
const away = lane();
const afterHome: Following = { simple: numbers(), other: numbers() };
const afterAway: Following = { simple: numbers(), other: numbers() };
/** Chance that an entry used so many steps ago still lives. */
const aliveSince = numbers();

/** False where a length has no price. */
function fillLane(filled: Lane, contender: Contender, ahead: Ahead): boolean {
  const { promptTokens, cachedTokens, cacheAgeSeconds } = contender;
  const { appendedTokens, outputTokens, otherOutputTokens } = ahead.expectation;
  let rates = ratesAt(contender, promptTokens, ahead.terms);
  for (let step = 0; step <= horizonTurns; step++) {
    const grown = promptTokens + appendedTokens * step;
    if (rates !== undefined && (grown > rates.upToTokens || grown >= rates.belowTokens))
      rates = ratesAt(contender, grown, ahead.terms);
    if (rates === undefined) return false;
    filled.simple[step] = heldCost(rates, grown, outputTokens);
    filled.other[step] = heldCost(rates, grown, otherOutputTokens);
    filled.perMissing[step] = rates.perMissingToken;
    filled.prompt[step] = grown;
  }
  filled.missingNow = promptTokens - cachedTokens;
  filled.appended = appendedTokens;
  if (cachedTokens > 0 && cacheAgeSeconds !== undefined) fillSurvival(filled.aliveNow, cacheAgeSeconds, ahead);
  else filled.aliveNow.fill(0);
  return true;
}

/** Chance that an entry of this age lives on, unused, for 0, 1, 2, ... further turns. */
function fillSurvival(alive: Numbers, ageSeconds: number, ahead: Ahead): void {
  const ttlSeconds = ttlSecondsOf[ahead.terms.ttl];
  let chance = ageSeconds > ttlSeconds ? 0 : 1;
  for (let turns = 0; turns < alive.length; turns++) {
    alive[turns] = chance;
    const age = ageSeconds + turns * ahead.expectation.gapSeconds;
    chance = chance === 0 || age > ttlSeconds ? 0 : chance * (1 - riskAt(age, ahead));
  }
}

/* When the model that did not answer last was last used: never (or lost), before this turn, or at step `memory - 2`. */
const lost = 0;
const before = 1;
const usedAt = (step: number): number => step + 2;

/** Tokens a lane is expected to miss at a step, for every time at which it may have been used last. */
function fillMissing({ prompt, aliveNow, missing, missingNow, appended }: Lane, step: number): void {
  const whole = at(prompt, step);
  missing[lost] = whole;
  for (let memory = before; memory <= step; memory++) {
    const lag = memory === before ? step : usedAt(step) - memory;
    const alive = memory === before ? at(aliveNow, step) : at(aliveSince, lag);
    const behind = (memory === before ? missingNow : 0) + appended * lag;
    missing[memory] = alive * Math.min(whole, behind) + (1 - alive) * whole;
  }
}

function costNow({ simple, perMissing, missingNow }: Lane): number {
  return at(simple, 0) + at(perMissing, 0) * missingNow;
}

/** Works backwards until what follows this turn stands in `afterHome` and `afterAway`. */
function workBackwards(expectation: Expectation): void {
  for (const { simple, other } of [afterHome, afterAway]) {
    simple.fill(0);
    other.fill(0);
  }
  for (let step = horizonTurns; step >= 1; step--) stepBack(step, expectation);
}

/** From what follows a step to what follows the step before it. */
function stepBack(step: number, expectation: Expectation): void {
  const homeSimple = at(home.simple, step);
  const homeOther = at(home.other, step);
  const homeMissing = at(home.perMissing, step);
  const awaySimple = at(away.simple, step);
  const awayMissing = at(away.perMissing, step);
  // With both caches lost.
  const homeWhole = homeMissing * at(home.prompt, step);
  const awayWhole = awayMissing * at(away.prompt, step);
  const homeAnew = homeSimple + homeWhole + at(afterHome.simple, lost);
  const lostSimple = Math.min(homeAnew, awaySimple + awayWhole + at(afterAway.simple, lost));
  const lostOther = homeOther + homeWhole + at(afterHome.other, lost);
  // Whoever is left was used in the step before: what follows a switch does not depend on memory.
  const left = usedAt(step - 1);
  const toHomeSimple = homeSimple + at(afterHome.simple, left);
  const toHomeOther = homeOther + at(afterHome.other, left);
  const toAway = awaySimple + at(afterAway.simple, left);
  const homeAppended = homeMissing * home.appended;
  const awayAppended = awayMissing * away.appended;

  fillMissing(home, step);
  fillMissing(away, step);
  for (let memory = lost; memory <= step; memory++) {
    const atHomeAgain = homeSimple + homeAppended + at(afterHome.simple, memory);
    afterHome.simple[memory] = Math.min(atHomeAgain, toAway + awayMissing * at(away.missing, memory));
    afterHome.other[memory] = homeOther + homeAppended + at(afterHome.other, memory);
    const awayAgain = awaySimple + awayAppended + at(afterAway.simple, memory);
    const catchUp = homeMissing * at(home.missing, memory);
    afterAway.simple[memory] = Math.min(toHomeSimple + catchUp, awayAgain);
    afterAway.other[memory] = toHomeOther + catchUp;
  }
  const anew = { simple: lostSimple, other: lostOther };
  expectFrom(afterHome, step, { anew, expectation });
  expectFrom(afterAway, step, { anew, expectation });
}

/** From the cost of a step's turn, were it simple or another, to what is expected before it is known which it is. */
function expectFrom(
  { simple: ofSimple, other: ofOther }: Following,
  step: number,
  { anew, expectation }: { anew: { simple: number; other: number }; expectation: Expectation },
): void {
  const { simpleAfterSimple, simpleAfterOther, lostBeforeSimple, lostBeforeOther, endPerTurn } = expectation;
  for (let memory = lost; memory <= step; memory++) {
    const keptSimple = at(ofSimple, memory);
    const keptOther = at(ofOther, memory);
    const simple = keptSimple + lostBeforeSimple * (anew.simple - keptSimple);
    const other = keptOther + lostBeforeOther * (anew.other - keptOther);
    ofSimple[memory] = (1 - endPerTurn) * (simpleAfterSimple * simple + (1 - simpleAfterSimple) * other);
    ofOther[memory] = (1 - endPerTurn) * (simpleAfterOther * simple + (1 - simpleAfterOther) * other);
  }
}
