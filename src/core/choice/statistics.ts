import { type GapWeights, longerThan, withGap } from './gaps.ts';
import { endPerTurn, prior } from './prior.ts';

/** A mean that grows: the sum of what was seen and how much that was. */
export interface Mean {
  readonly sum: number;
  readonly weight: number;
}

/** What is learnt of a loop, turn by turn. Plain data: it is kept, shared and restored as it is. */
export interface LoopStatistics {
  /** Share of turns that are simple, after a simple one. */
  readonly simpleAfterSimple: Mean;
  readonly simpleAfterOther: Mean;
  /** Share of turns that no cache could serve: a gap beyond five minutes, or a prefix that changed. */
  readonly lostBeforeSimple: Mean;
  readonly lostBeforeOther: Mean;
  /** Of gaps up to five minutes. */
  readonly gapSeconds: Mean;
  /** Tokens by which a prompt grows over the one before. */
  readonly appendedTokens: Mean;
  /** Of replies to simple turns. */
  readonly outputTokens: Mean;
  readonly otherOutputTokens: Mean;
  /** Share of attempts on another tier whose reply was discarded as wrong. */
  readonly discarded: Mean;
  /** Share of replies to simple turns that end their loop, and how long those are. */
  readonly finals: Mean;
  readonly finalTokens: Mean;
  readonly gaps: GapWeights;
}

/** Nothing seen. */
export const noStatistics: LoopStatistics = {
  simpleAfterSimple: { sum: 0, weight: 0 },
  simpleAfterOther: { sum: 0, weight: 0 },
  lostBeforeSimple: { sum: 0, weight: 0 },
  lostBeforeOther: { sum: 0, weight: 0 },
  gapSeconds: { sum: 0, weight: 0 },
  appendedTokens: { sum: 0, weight: 0 },
  outputTokens: { sum: 0, weight: 0 },
  otherOutputTokens: { sum: 0, weight: 0 },
  discarded: { sum: 0, weight: 0 },
  finals: { sum: 0, weight: 0 },
  finalTokens: { sum: 0, weight: 0 },
  gaps: prior.gaps.map(() => 0),
};

/** How a turn stands to the one before it in its conversation. */
export interface TurnArrival {
  readonly simple: boolean;
  readonly previousWasSimple: boolean;
  /** From the start of the turn before. */
  readonly gapSeconds: number;
  readonly promptTokens: number;
  readonly previousPromptTokens: number;
  /** Leading tokens equal to the prompt before. */
  readonly sharedTokens: number;
}

/** The caches' usual lifetime: what `lost` and `gapSeconds` are counted by. */
const ttlSeconds = 300;
/** A prompt that shares less than this with the one before was changed, not appended to. */
const leastShare = 0.7;
/** One huge paste is not what a turn appends. */
const mostAppendedTokens = 10_000;
/** Older observations fade: beyond this weight all are halved. */
const mostWeight = 2_000;

/** The statistics with one more arrival in them. */
export function withArrival(statistics: LoopStatistics, arrival: TurnArrival): LoopStatistics {
  const gapSeconds = Math.max(0, arrival.gapSeconds);
  const isChanged = arrival.sharedTokens < leastShare * arrival.previousPromptTokens;
  const appended = Math.min(mostAppendedTokens, Math.max(0, arrival.promptTokens - arrival.sharedTokens));
  const simple = arrival.simple ? 1 : 0;
  const lost = gapSeconds > ttlSeconds || isChanged ? 1 : 0;
  const { simpleAfterSimple, simpleAfterOther, lostBeforeSimple, lostBeforeOther } = statistics;
  return {
    simpleAfterSimple: arrival.previousWasSimple ? plus(simpleAfterSimple, simple) : simpleAfterSimple,
    simpleAfterOther: arrival.previousWasSimple ? simpleAfterOther : plus(simpleAfterOther, simple),
    lostBeforeSimple: arrival.simple ? plus(lostBeforeSimple, lost) : lostBeforeSimple,
    lostBeforeOther: arrival.simple ? lostBeforeOther : plus(lostBeforeOther, lost),
    gapSeconds: gapSeconds <= ttlSeconds ? plus(statistics.gapSeconds, gapSeconds) : statistics.gapSeconds,
    appendedTokens: isChanged ? statistics.appendedTokens : plus(statistics.appendedTokens, appended),
    outputTokens: statistics.outputTokens,
    otherOutputTokens: statistics.otherOutputTokens,
    discarded: statistics.discarded,
    finals: statistics.finals,
    finalTokens: statistics.finalTokens,
    gaps: withGap(statistics.gaps, gapSeconds),
  };
}

/** The statistics as a turn finds them that has just come after such a gap. */
export function withCurrentGap(statistics: LoopStatistics, gapSeconds: number | undefined): LoopStatistics {
  return gapSeconds === undefined ? statistics : { ...statistics, gaps: withGap(statistics.gaps, gapSeconds) };
}

/** How a turn was answered, as far as the turns to come are concerned. */
export interface TurnReply {
  readonly simple: boolean;
  readonly outputTokens: number;
  /** It calls no tool: the loop ends. Absent: not known. */
  readonly final?: boolean;
  /** Another tier than the reasoning one was asked, and its reply was discarded as wrong, or was not. Absent: none was asked. */
  readonly discarded?: boolean;
}

/** The statistics with one more reply in them. */
export function withReply(statistics: LoopStatistics, reply: TurnReply): LoopStatistics {
  const { simple, outputTokens, final, discarded } = reply;
  const { outputTokens: ofSimple, otherOutputTokens: ofOther, finals, finalTokens } = statistics;
  // Written out, like the arrival's: copied by spreads it costs as much again as all that is learnt of a turn.
  return {
    simpleAfterSimple: statistics.simpleAfterSimple,
    simpleAfterOther: statistics.simpleAfterOther,
    lostBeforeSimple: statistics.lostBeforeSimple,
    lostBeforeOther: statistics.lostBeforeOther,
    gapSeconds: statistics.gapSeconds,
    appendedTokens: statistics.appendedTokens,
    outputTokens: simple ? plus(ofSimple, outputTokens) : ofSimple,
    otherOutputTokens: simple ? ofOther : plus(ofOther, outputTokens),
    discarded: discarded === undefined ? statistics.discarded : plus(statistics.discarded, discarded ? 1 : 0),
    finals: simple && final !== undefined ? plus(finals, final ? 1 : 0) : finals,
    finalTokens: simple && final === true ? plus(finalTokens, outputTokens) : finalTokens,
    gaps: statistics.gaps,
  };
}

function plus({ sum, weight }: Mean, value: number): Mean {
  const fade = weight >= mostWeight ? 0.5 : 1;
  return { sum: sum * fade + value, weight: weight * fade + 1 };
}

/** What the turns to come are taken to be like. Probabilities are of the next turn. */
export interface Expectation {
  readonly simpleAfterSimple: number;
  readonly simpleAfterOther: number;
  readonly lostBeforeSimple: number;
  readonly lostBeforeOther: number;
  readonly endPerTurn: number;
  readonly gapSeconds: number;
  readonly appendedTokens: number;
  readonly outputTokens: number;
  readonly otherOutputTokens: number;
  readonly discarded: number;
  readonly finals: number;
  readonly finalTokens: number;
  /** Share of gaps longer than so many seconds. */
  readonly gapLongerThan: (seconds: number) => number;
}

const meanNames = [
  'simpleAfterSimple',
  'simpleAfterOther',
  'lostBeforeSimple',
  'lostBeforeOther',
  'gapSeconds',
  'appendedTokens',
  'outputTokens',
  'otherOutputTokens',
  'discarded',
  'finals',
  'finalTokens',
] as const;

/** How many observations of the deployment the dated prior weighs against them. */
const priorWeight = 50;

/**
 * The expectation for a conversation: its own statistics, shrunk towards the deployment's, shrunk towards the dated prior.
 * `pooled` are broader statistics, the broadest first (the deployment's, then those of the tool key).
 */
export function expectationOf(conversation: LoopStatistics, pooled: readonly LoopStatistics[] = []): Expectation {
  const estimate = (name: (typeof meanNames)[number]): number => {
    const belief = prior[name];
    let broad = belief.sum / belief.weight;
    for (const seen of pooled) broad = shrunk(seen[name], broad, priorWeight);
    return shrunk(conversation[name], broad, belief.weight);
  };
  const gaps = conversation.gaps.map((weight, bucket) => weight + (prior.gaps[bucket] ?? 0));
  return {
    simpleAfterSimple: estimate('simpleAfterSimple'),
    simpleAfterOther: estimate('simpleAfterOther'),
    lostBeforeSimple: estimate('lostBeforeSimple'),
    lostBeforeOther: estimate('lostBeforeOther'),
    endPerTurn,
    gapSeconds: estimate('gapSeconds'),
    appendedTokens: estimate('appendedTokens'),
    outputTokens: estimate('outputTokens'),
    otherOutputTokens: estimate('otherOutputTokens'),
    discarded: estimate('discarded'),
    finals: estimate('finals'),
    finalTokens: estimate('finalTokens'),
    gapLongerThan: longerThan(gaps),
  };
}

function shrunk({ sum, weight }: Mean, towards: number, strength: number): number {
  return (sum + towards * strength) / (weight + strength);
}
