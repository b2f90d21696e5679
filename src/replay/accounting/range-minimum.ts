/** The smallest of `values[from..to]`, both included, in constant time after `n log n` preparation; infinity for none. */
export function rangeMinimum(values: readonly number[]): (from: number, to: number) => number {
  const levels: Float64Array[] = [Float64Array.from(values)];
  for (let width = 2; width <= values.length; width *= 2) levels.push(widen(levels.at(-1), width / 2));
  return (from, to) => {
    if (to < from) return Number.POSITIVE_INFINITY;
    const depth = 31 - Math.clz32(to - from + 1);
    const level = levels[depth];
    return Math.min(level?.[from] ?? Number.NaN, level?.[to - 2 ** depth + 1] ?? Number.NaN);
  };
}

/** Minima over windows twice as wide, from those over windows of `half`. */
function widen(narrow: Float64Array | undefined, half: number): Float64Array {
  const level = narrow ?? new Float64Array();
  return level.map((value, index) => Math.min(value, level[index + half] ?? Number.POSITIVE_INFINITY));
}
