import type { Count, ReturnModel } from '../../src/core/index.ts';

/** The model as the rows of `src/core/keeping/prior.ts`: counts only, tenths of an expectation. */
export function priorTable(model: ReturnModel): string {
  const pair = ({ seen, of }: Count): string => `[${Math.round(seen * 10) / 10}, ${Math.round(of * 10) / 10}]`;
  const base = Object.entries(model.base).map(([ending, counts]) => {
    return `  ${ending}: { waits: ${counts[0]?.of ?? 0}, returned: [${counts.map(({ seen }) => seen).join(', ')}] },`;
  });
  const tables = Object.entries(model.factors).map(([name, levels]) => {
    const rows = Object.entries(levels).toSorted(([one], [other]) => (one < other ? -1 : 1));
    return `  ${name}: {\n${rows.map(([level, count]) => `    '${level}': ${pair(count)},\n`).join('')}  },`;
  });
  return [
    `const lapses = {\n${base.join('\n')}\n};`,
    `const levels = {\n${tables.join('\n')}\n};`,
    `const kept = [${model.kept.map(pair).join(', ')}];`,
  ].join('\n');
}

/** Whether two models count the same, but for the rounding to tenths. */
export function countAlike(one: ReturnModel, other: ReturnModel): boolean {
  const ones = countsOf(one);
  const others = countsOf(other);
  const isNear = ([level, { seen, of }]: readonly [string, Count]): boolean => {
    const twin = others.get(level);
    return twin !== undefined && Math.abs(twin.seen - seen) < 0.06 && Math.abs(twin.of - of) < 0.06;
  };
  return ones.size === others.size && [...ones].every(isNear);
}

function countsOf({ base, factors, kept }: ReturnModel): ReadonlyMap<string, Count> {
  const tables = Object.entries({ ...base, ...factors, kept });
  return new Map(
    tables.flatMap(([table, counts]) =>
      Object.entries(counts).map(([level, count]): [string, Count] => [`${table} ${level}`, count]),
    ),
  );
}
