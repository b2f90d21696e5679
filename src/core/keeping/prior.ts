import { asPrior } from './as-prior.ts';
import { bucketCount } from './bucket.ts';
import type { Ending } from './pace.ts';
import type { Count, ReturnModel } from './return-model.ts';
import type { FactorName } from './situation.ts';

/**
 * What is taken for granted before a deployment has waits of its own. Counts only, from 459 anonymised Claude Code
 * conversations (callanjfox/kv-cache-tester, Apache-2.0; 29,903 turns), waits shared by forks of one conversation counted once:
 * 1,688 waits of more than five minutes. Printed by `npm run job:keeping -- --prior` on 2026-11-25; that job says when
 * table and data differ.
 */
const origin = 'traces-2026-11-25';

type Pair = readonly [seen: number, of: number];

interface Lapses {
  readonly waits: number;
  readonly returned: readonly number[];
}

/** Waits that outlived five minutes, and how many ended in bucket 1 to 12; the rest came later or never. */
const lapses: Readonly<Record<Ending, Lapses>> = {
  tool_use: { waits: 852, returned: [319, 171, 37, 19, 15, 15, 11, 15, 11, 13, 10, 6] },
  end_turn: { waits: 703, returned: [155, 72, 52, 31, 32, 22, 8, 12, 13, 22, 9, 10] },
  other: { waits: 101, returned: [35, 12, 7, 5, 2, 5, 1, 1, 4, 1, 1, 0] },
  subagent: { waits: 32, returned: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0] },
};

/** Per factor and level, returns seen and returns expected by all the rest. */
const levels: Readonly<Record<FactorName, Readonly<Record<string, Pair>>>> = {
  lastLapse: {
    'hours, early': [21, 19.8],
    'hours, first': [22, 27.4],
    'hours, late': [14, 19],
    'minutes, early': [226, 173.3],
    'minutes, first': [305, 277.1],
    'minutes, late': [122, 121.5],
    'none, early': [70, 88],
    'none, first': [115, 121.5],
    'none, late': [107, 79.6],
    'within the hour, early': [34, 64.7],
    'within the hour, first': [67, 82.3],
    'within the hour, late': [51, 66.2],
  },
  turns: {
    '10 turns, end_turn': [100, 114],
    '10 turns, other': [20, 17.8],
    '10 turns, subagent': [0, 1.2],
    '10 turns, tool_use': [95, 110.6],
    '100 turns, end_turn': [70, 94.2],
    '100 turns, other': [5, 8.1],
    '100 turns, tool_use': [193, 180.8],
    '30 turns, end_turn': [198, 176],
    '30 turns, other': [30, 29.4],
    '30 turns, tool_use': [248, 252.9],
    'begun, end_turn': [70, 53.5],
    'begun, other': [19, 15.9],
    'begun, subagent': [0, 1.2],
    'begun, tool_use': [106, 117],
  },
  prefix: {
    large: [511, 581.7],
    medium: [479, 427.1],
    small: [164, 154.2],
  },
};

/** Shares of the prefix that the next turn repeated, summed, and of how many turns; buckets 1 to 2, 3 to 5, later. */
const kept: readonly Pair[] = [
  [704.6, 764],
  [174.2, 200],
  [142.7, 190],
];

/** The model that a deployment starts with. */
export const priorModel: ReturnModel = asPrior({
  version: origin,
  origin,
  observedWaits: 0,
  base: {
    tool_use: toCounts(lapses.tool_use),
    end_turn: toCounts(lapses.end_turn),
    other: toCounts(lapses.other),
    subagent: toCounts(lapses.subagent),
  },
  factors: { lastLapse: toLevels('lastLapse'), turns: toLevels('turns'), prefix: toLevels('prefix') },
  kept: kept.map(toCount),
});

function toCount([seen, of]: Pair): Count {
  return { seen, of };
}

/** A wait that did not end in a bucket goes on to the next. */
function toCounts({ waits, returned }: Lapses): readonly Count[] {
  return Array.from({ length: bucketCount }, (_, index) => {
    const gone = returned.slice(0, index).reduce((sum, count) => sum + count, 0);
    return toCount([returned[index] ?? 0, waits - gone]);
  });
}

function toLevels(name: FactorName): Readonly<Record<string, Count>> {
  return Object.fromEntries(Object.entries(levels[name]).map(([level, pair]) => [level, toCount(pair)]));
}
