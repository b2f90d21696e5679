/** What data/README.md says that replaying the recorded trajectories gives, in percent of always-reasoning. */

/** One file under both pairs: cost / latency of a policy. */
export interface ExpectedFile {
  readonly file: string;
  readonly only?: string;
  readonly conversations: number;
  readonly pairs: Readonly<Record<PairName, ExpectedPolicies>>;
}

export type PairName = '4.5' | '5.5';

type CostAndLatency = readonly [costPercent: number, latencyPercent: number];

export type ExpectedPolicies = Readonly<Record<string, CostAndLatency>>;

export const pairs: Readonly<Record<PairName, string>> = {
  '4.5': 'claude-sonnet-4-5:claude-haiku-4-5',
  '5.5': 'claude-sonnet-5-5:claude-haiku-5-5',
};

const baseline: ExpectedPolicies = { 'always-reasoning': [100, 100] };

export const expectedFiles: readonly ExpectedFile[] = [
  {
    file: 'pi-session',
    conversations: 1,
    pairs: {
      '4.5': { ...baseline, 'names-only': [101.2, 87.7], oracle: [97.2, 92.1], 'always-execution': [33.3, 62.4] },
      '5.5': { ...baseline, 'names-only': [101.3, 87.7], oracle: [96.1, 91.6], 'always-execution': [26.8, 62.4] },
    },
  },
  {
    file: 'claude-code-traces',
    only: 'sonnet',
    conversations: 177,
    pairs: {
      '4.5': { ...baseline, 'names-only': [104.2, 92.2], oracle: [96.9, 94.9], 'always-execution': [33.3, 69.2] },
      '5.5': { ...baseline, 'names-only': [107.0, 92.2], oracle: [97.7, 95.4], 'always-execution': [29.6, 69.2] },
    },
  },
  {
    file: 'tau-airline',
    conversations: 96,
    pairs: {
      '4.5': { ...baseline, 'names-only': [98.1, 79.0], oracle: [96.6, 85.0], 'always-execution': [32.0, 33.3] },
      '5.5': { ...baseline, 'names-only': [87.6, 79.0], oracle: [87.6, 79.0], 'always-execution': [6.1, 33.3] },
    },
  },
  {
    file: 'bashkit',
    conversations: 620,
    pairs: {
      '4.5': { ...baseline, 'names-only': [101.7, 81.9], oracle: [97.2, 93.0], 'always-execution': [61.0, 34.8] },
      '5.5': { ...baseline, 'names-only': [88.0, 81.9], oracle: [88.0, 81.9], 'always-execution': [5.3, 34.8] },
    },
  },
  {
    file: 'claude-code-session',
    conversations: 1,
    pairs: {
      '4.5': { ...baseline, 'names-only': [103.5, 95.5], oracle: [99.9, 97.1] },
      '5.5': { ...baseline, 'names-only': [103.3, 95.5], oracle: [99.7, 96.5] },
    },
  },
];

/** The bill of the recorded pi session, always on Sonnet 4.5 at list price. */
export const piSessionUsd = 30.33;

/** Pings at most while nobody comes back; `cheaper` pings through a gap exactly when that is cheaper. */
export const keepWarmColumns = [1, 2, 3, 4, 6, 12, 'cheaper'] as const;

/** Cost in percent of never pinging, every turn on the reasoning model, a figure a column. */
export const expectedKeepWarm: readonly {
  readonly file: string;
  readonly pair: PairName;
  readonly percents: readonly number[];
}[] = [
  { file: 'claude-code-traces', pair: '5.5', percents: [88.0, 83.5, 82.0, 81.7, 81.5, 83.4, 73.0] },
  { file: 'claude-code-traces', pair: '4.5', percents: [92.8, 90.7, 90.6, 91.3, 93.0, 98.8, 82.9] },
  { file: 'pi-session', pair: '5.5', percents: [100.3, 100.5, 100.6, 100.7, 101.0, 101.6, 100.0] },
  { file: 'pi-session', pair: '4.5', percents: [100.5, 100.8, 101.0, 101.1, 101.5, 102.5, 100.0] },
];
