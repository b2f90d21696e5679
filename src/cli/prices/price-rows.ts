import { knowinglyUnpriced, type PriceBand, type PriceBook, type PriceRow, priceTable } from '../../core/index.ts';

/** A row as `--json` prints it: dollars per million tokens. */
export function toJsonRow(row: PriceRow) {
  return { ...row, bands: row.bands.map(dollarsOf), own: isOwn(row) };
}

function dollarsOf(band: PriceBand) {
  const usd = (picoUsd: number) => picoUsd / 1_000_000;
  return {
    ...(band.upToPromptTokens === undefined ? {} : { upToPromptTokens: band.upToPromptTokens }),
    input: usd(band.inputPicoUsd),
    output: usd(band.outputPicoUsd),
    write5m: usd(band.cacheWrite5mPicoUsd),
    write1h: usd(band.cacheWrite1hPicoUsd),
    read: usd(band.cacheReadPicoUsd),
  };
}

/** Not from the list: a user's. */
function isOwn(row: PriceRow): boolean {
  return !priceTable.includes(row);
}

const heads = ['model', 'from', 'prompt', 'input', 'output', 'write 5m', 'write 1h', 'read', 'fast', 'US'];

/** The table for people: a line a band, the sources below. */
export function renderPrices({ rows }: PriceBook): string {
  const lines = rows.flatMap((row) => row.bands.map((band, index) => cellsOf(row, band, index)));
  const widths = heads.map((head, column) => Math.max(head.length, ...lines.map((line) => line[column]?.length ?? 0)));
  const render = (cells: readonly string[]) =>
    cells
      .map((cell, column) => (column < 3 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  ')
      .trimEnd();
  return [
    'dollars per million tokens, from 00:00 UTC of the day on; the whole prompt, cached or not, picks the line',
    '',
    render(heads),
    ...lines.map(render),
    '',
    ...sourceLines(rows),
    '',
    'batches cost half; web searches $10 per 1,000; fast and US are multipliers, - is not offered and not priced',
    `unpriced, none is published: ${[...knowinglyUnpriced.keys()].join(', ')}; so is every model not listed`,
  ].join('\n');
}

function cellsOf(row: PriceRow, band: PriceBand, index: number): readonly string[] {
  const { input, output, write5m, write1h, read, upToPromptTokens } = {
    upToPromptTokens: undefined,
    ...dollarsOf(band),
  };
  const single = row.bands.length === 1;
  const limit = upToPromptTokens === undefined ? 'above' : `to ${upToPromptTokens.toLocaleString('en-US')}`;
  return [
    index === 0 ? `${row.model}${isOwn(row) ? ' (own)' : ''}` : '',
    index === 0 ? row.effectiveFrom : '',
    single ? 'any' : limit,
    ...[input, output, write5m, write1h, read].map(String),
    row.fastMultiplier === undefined ? '-' : `${row.fastMultiplier}x`,
    row.usInference === true ? '1.1x' : '-',
  ];
}

function sourceLines(rows: readonly PriceRow[]): readonly string[] {
  const bySource = Map.groupBy(rows, ({ source, checkedOn }) => `${source} (checked ${checkedOn})`);
  return [...bySource].map(([source, group]) => {
    const models = [...new Set(group.map(({ model, effectiveFrom }) => `${model} ${effectiveFrom}`))];
    return group.length > 3 ? `${source}: the others` : `${source}: ${models.join(', ')}`;
  });
}
