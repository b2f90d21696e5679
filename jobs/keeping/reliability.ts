import { predictionsOf, type ReturnModel, type Wait } from '../../src/core/index.ts';

/**
 * Foretold against seen, by tenths of the predictions: chance foretold on average, share that came, how many. With the
 * mean squared error in the last line, beside that of always saying the overall share.
 */
export function reliabilityTable(waits: readonly (readonly [Wait, ReturnModel])[]): string {
  const predictions = waits
    .flatMap(([wait, model]) => predictionsOf(model, wait))
    .toSorted((one, other) => one.returnProbability - other.returnProbability);
  const rows = Array.from({ length: 10 }, (_, tenth) => {
    const from = Math.floor((tenth * predictions.length) / 10);
    const part = predictions.slice(from, Math.floor(((tenth + 1) * predictions.length) / 10));
    const foretold = mean(part.map(({ returnProbability }) => returnProbability));
    const seen = mean(part.map(({ isReturn }) => Number(isReturn)));
    return `${String(tenth + 1).padStart(4)}   ${percent(foretold)}   ${percent(seen)}   ${String(part.length).padStart(5)}`;
  });
  const share = mean(predictions.map(({ isReturn }) => Number(isReturn)));
  const error = mean(predictions.map((one) => (one.returnProbability - Number(one.isReturn)) ** 2));
  return [
    'tenth  foretold   came   buckets',
    ...rows,
    `error ${error.toFixed(4)}, of the overall share ${(share * (1 - share)).toFixed(4)}`,
  ].join('\n');
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1).padStart(5)} %`;
}
