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
 */
import { type Contender, type CostLine, costLine, type Terms, ttlSecondsOf } from './contender.ts';
import type { Expectation } from './statistics.ts';

/** Turns looked ahead. Measured: beyond 12 the outcome on recorded traffic does not change (docs/choice.md). */
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
  const ahead = { expectation, terms, aliveSince: survival(0, expectation, terms) };
  const home = laneOf(pair.home, ahead);
  const away = laneOf(pair.away, ahead);
  if (home === undefined || away === undefined) return undefined;
  // A discarded attempt is paid, and the home model's turn on top: at every step, as if its cache were at hand.
  const share = pair.discardShare ?? 0;
  for (let step = 1; step <= horizonTurns; step++)
    away.simple[step] = at(away.simple, step) + share * at(home.simple, step);
  const first = valuesFrom(home, away, expectation);
  return {
    stay: costNow(home) + first(0),
    go: costNow(away) + share * costNow(home) + first(1),
  };
}

function at(steps: Steps, step: number): number {
  return steps[step] ?? 0;
}

function costNow({ simple, perMissing, missingNow }: Lane): number {
  return (simple[0] ?? 0) + (perMissing[0] ?? 0) * missingNow;
}

/** Chance that a home entry of this age lapses before the next turn although that comes within the caches' lifetime. */
export function lapseRisk(ageSeconds: number, expectation: Expectation, terms: Terms): number {
  const ttlSeconds = ttlSecondsOf[terms.ttl];
  if (ageSeconds > ttlSeconds) return 0;
  const beyond = expectation.gapLongerThan(ttlSeconds);
  const within = 1 - beyond;
  return within <= 0 ? 0 : Math.max(0, (expectation.gapLongerThan(ttlSeconds - ageSeconds) - beyond) / within);
}

/** One model over the horizon. Arrays are indexed by step, 0 being this turn. */
interface Lane {
  /** Cost of a simple turn with everything cached. */
  readonly simple: Steps;
  readonly other: Steps;
  readonly perMissing: Steps;
  readonly prompt: Steps;
  readonly appended: number;
  /** Tokens that its cache misses of this turn's prompt. */
  readonly missingNow: number;
  /** Chance that the entry it has now still lives at a step, unused until then. */
  readonly aliveNow: Steps;
  /** The same for an entry used so many steps ago. */
  readonly aliveSince: Steps;
}

type Steps = Float64Array;

function steps(): Steps {
  return new Float64Array(horizonTurns + 2);
}

interface Ahead extends Pick<Lane, 'aliveSince'> {
  readonly expectation: Expectation;
  readonly terms: Terms;
}

function laneOf(contender: Contender, { expectation, terms, aliveSince }: Ahead): Lane | undefined {
  const { promptTokens, cachedTokens, cacheAgeSeconds } = contender;
  const lane = { simple: steps(), other: steps(), perMissing: steps(), prompt: steps() };
  for (let step = 0; step <= horizonTurns; step++) {
    const grown = promptTokens + expectation.appendedTokens * step;
    const simple = lineAt(grown, expectation.outputTokens);
    const other = lineAt(grown, expectation.otherOutputTokens);
    if (simple === undefined || other === undefined) return undefined;
    lane.simple[step] = simple.base;
    lane.other[step] = other.base;
    lane.perMissing[step] = simple.perMissingToken;
    lane.prompt[step] = grown;
  }
  const isHeld = cachedTokens > 0 && cacheAgeSeconds !== undefined;
  return {
    ...lane,
    appended: expectation.appendedTokens,
    missingNow: promptTokens - cachedTokens,
    aliveNow: isHeld ? survival(cacheAgeSeconds, expectation, terms) : steps(),
    aliveSince,
  };

  function lineAt(tokens: number, outputTokens: number): CostLine | undefined {
    return costLine(contender, { promptTokens: tokens, outputTokens }, terms);
  }
}

/** Chance that an entry of this age lives on, unused, for 0, 1, 2, ... further turns. */
function survival(ageSeconds: number, expectation: Expectation, terms: Terms): Steps {
  const alive = steps();
  alive[0] = ageSeconds > ttlSecondsOf[terms.ttl] ? 0 : 1;
  for (let turns = 1; turns < alive.length; turns++) {
    const age = ageSeconds + (turns - 1) * expectation.gapSeconds;
    const before = alive[turns - 1] ?? 0;
    alive[turns] = age > ttlSecondsOf[terms.ttl] ? 0 : before * (1 - lapseRisk(age, expectation, terms));
  }
  return alive;
}

/* When the model that did not answer last was last used: never (or lost), before this turn, or at step `memory - 2`. */
const lost = 0;
const before = 1;
const usedAt = (step: number): number => step + 2;

/** Tokens a lane is expected to miss at a step, by when it was last used. */
function missing(lane: Lane, memory: number, step: number): number {
  const prompt = lane.prompt[step] ?? 0;
  if (memory === lost) return prompt;
  const lag = memory === before ? step : step - (memory - 2);
  const alive = (memory === before ? lane.aliveNow[step] : lane.aliveSince[lag]) ?? 0;
  const behind = (memory === before ? lane.missingNow : 0) + lane.appended * lag;
  return alive * Math.min(prompt, behind) + (1 - alive) * prompt;
}

/** Values of one step, by state: index 0 the home model answered last, 1 the away model; then memory of the other one. */
interface StepValues {
  readonly simple: readonly [Float64Array, Float64Array];
  readonly other: readonly [Float64Array, Float64Array];
  /** With both caches lost. */
  lostSimple: number;
  lostOther: number;
}

function noValues(): StepValues {
  const states = (): Float64Array => new Float64Array(horizonTurns + 3);
  return { simple: [states(), states()], other: [states(), states()], lostSimple: 0, lostOther: 0 };
}

/** Works backwards; returns what follows this turn if home (0) or away (1) answers it. */
function valuesFrom(home: Lane, away: Lane, expectation: Expectation): (answered: 0 | 1) => number {
  const lanes = [home, away] as const;
  // Two that take turns: a step reads of the one behind it only what that one has written.
  let next = noValues();
  let values = noValues();
  const follow = (wasSimple: boolean, last: 0 | 1, memory: number): number => {
    const { lostBeforeSimple, lostBeforeOther, endPerTurn } = expectation;
    const simpleShare = wasSimple ? expectation.simpleAfterSimple : expectation.simpleAfterOther;
    const simple = next.simple[last][memory] ?? 0;
    const other = next.other[last][memory] ?? 0;
    const ifSimple = simple + lostBeforeSimple * (next.lostSimple - simple);
    const ifOther = other + lostBeforeOther * (next.lostOther - other);
    return (1 - endPerTurn) * (simpleShare * ifSimple + (1 - simpleShare) * ifOther);
  };
  for (let step = horizonTurns; step >= 1; step--) {
    const costOf = (answers: 0 | 1, missingTokens: number, simple: boolean): number => {
      const lane = lanes[answers];
      return ((simple ? lane.simple : lane.other)[step] ?? 0) + (lane.perMissing[step] ?? 0) * missingTokens;
    };
    for (const last of [0, 1] as const) {
      for (let memory = lost; memory <= step; memory++) {
        const cost = (answers: 0 | 1, simple: boolean): number => {
          if (answers === last) return costOf(answers, lanes[last].appended, simple) + follow(simple, last, memory);
          const tokens = missing(lanes[answers], memory, step);
          return costOf(answers, tokens, simple) + follow(simple, answers, usedAt(step - 1));
        };
        values.other[last][memory] = cost(0, false);
        values.simple[last][memory] = Math.min(cost(0, true), cost(1, true));
      }
    }
    const whole = (answers: 0 | 1, simple: boolean): number =>
      costOf(answers, lanes[answers].prompt[step] ?? 0, simple) + follow(simple, answers, lost);
    values.lostOther = whole(0, false);
    values.lostSimple = Math.min(whole(0, true), whole(1, true));
    [next, values] = [values, next];
  }
  return (answered) => follow(true, answered, before);
}
