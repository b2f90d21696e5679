import type { Ending, Pace } from './pace.ts';

/** What is known of a conversation while nobody has come back: all that the chance of a return is told by. */
export interface Situation {
  readonly ending: Ending;
  /** Tokens of the last prompt. */
  readonly prefixTokens: number;
  readonly pace: Pace;
}

/**
 * What shifts the chance of a return besides how the turn ended and how long it is ago. Each sorts a situation into one
 * of a few levels; the model counts per level. Chosen by cross-validated likelihood on the recorded traces, where the
 * size of the last reply, its growth, the time of the last gap and who spoke last added nothing to these three.
 */
export const factors = {
  /** The conversation's last lapse, early and late in the wait: who was away for long is away for long again. */
  lastLapse: ({ pace: { lastLapseMs } }: Situation, bucket: number): string =>
    `${level(lapseLevels, lastLapseMs ?? 0)}, ${bucket === 1 ? 'first' : bucket <= 3 ? 'early' : 'late'}`,
  /** Turns so far: a first reply and a day's work are left for different reasons. */
  turns: ({ pace, ending }: Situation): string => `${level(turnLevels, pace.earlierTurns)}, ${ending}`,
  /** A nearly full context is more often given up. */
  prefix: ({ prefixTokens }: Situation): string => level(prefixLevels, prefixTokens),
} as const;

export type FactorName = keyof typeof factors;

export const factorNames: readonly FactorName[] = ['lastLapse', 'turns', 'prefix'];

type Levels = readonly (readonly [from: number, name: string])[];

const minuteMs = 60_000;
const lapseLevels: Levels = [
  [60 * minuteMs, 'hours'],
  [20 * minuteMs, 'within the hour'],
  [1, 'minutes'],
  [0, 'none'],
];
const turnLevels: Levels = [
  [100, '100 turns'],
  [30, '30 turns'],
  [10, '10 turns'],
  [0, 'begun'],
];
const prefixLevels: Levels = [
  [120_000, 'large'],
  [60_000, 'medium'],
  [0, 'small'],
];

function level(levels: Levels, value: number): string {
  return levels.find(([from]) => value >= from)?.[1] ?? '';
}
