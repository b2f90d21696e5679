import { z } from 'zod';
import { type PriceRow, perMillion } from '../models/price-table.ts';

/** More than a thousand times the dearest list price is a slip of the unit; and integers stay exact below it. */
const dollars = z.number().min(0).max(100_000);

const bandSchema = z.strictObject({
  upToPromptTokens: z.int().positive().optional(),
  input: dollars,
  output: dollars,
  write5m: dollars,
  write1h: dollars,
  read: dollars,
});

type BandSettings = z.infer<typeof bandSchema>;

const priceRowSchema = z.strictObject({
  model: z.string().min(1),
  effectiveFrom: z.iso.date().default('1970-01-01'),
  bands: z
    .array(bandSchema)
    .min(1)
    .refine(areAscending, 'bands must ascend by `upToPromptTokens`, and the last one must have none'),
  fastMultiplier: z.int().positive().max(100).optional(),
  usInference: z.boolean().optional(),
  source: z.string().min(1).default('settings'),
  checkedOn: z.iso.date().optional(),
});

/** Prices of the user's own, in dollars per million tokens: a list of rows shaped like the table's. */
export const pricesSchema = z
  .array(priceRowSchema)
  .refine(areDistinct, 'two rows name the same model and the same day')
  .default([])
  .describe(
    'Own prices, in dollars per million tokens, before the list (`turnwise prices`): rows of `model`, `effectiveFrom` (default: always), `bands` (`input`, `output`, `write5m`, `write1h`, `read`; all but the last with `upToPromptTokens`), `fastMultiplier`, `usInference`, `source`, `checkedOn`.',
  );

type PriceRowSettings = z.infer<typeof priceRowSchema>;

/** A row of the settings as the table has it. */
export function toPriceRow({ model, effectiveFrom, bands, source, ...row }: PriceRowSettings): PriceRow {
  return {
    model,
    effectiveFrom,
    bands: bands.map(({ upToPromptTokens, ...usd }) => ({
      ...(upToPromptTokens === undefined ? {} : { upToPromptTokens }),
      ...perMillion(usd),
    })),
    ...(row.fastMultiplier === undefined ? {} : { fastMultiplier: row.fastMultiplier }),
    ...(row.usInference === undefined ? {} : { usInference: row.usInference }),
    source,
    checkedOn: row.checkedOn ?? effectiveFrom,
  };
}

function areAscending(bands: readonly BandSettings[]): boolean {
  return bands.every(({ upToPromptTokens }, index) => {
    if (index === bands.length - 1) return upToPromptTokens === undefined;
    const before = bands[index - 1]?.upToPromptTokens ?? 0;
    return upToPromptTokens !== undefined && upToPromptTokens > before;
  });
}

function areDistinct(rows: readonly PriceRowSettings[]): boolean {
  return new Set(rows.map(({ model, effectiveFrom }) => `${effectiveFrom} ${model}`)).size === rows.length;
}
