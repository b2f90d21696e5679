import type { Kysely } from 'kysely';
import { createPriceBook, type PriceRow } from '../../core/index.ts';
import { known } from '../known.ts';
import type { TimeSpan } from '../record.ts';
import type { RecordSchema } from '../schema.ts';
import { pingsWithin } from '../select-pings.ts';
import { selectTurns } from '../select-turns.ts';
import { turnsInBatches } from '../turns-in-batches.ts';
import type { RecordReport } from './report.ts';
import { ReportAdder } from './report-adder.ts';

/** The report of a span. What bills do not say is priced at these rows before the list's. */
export async function selectReport(
  database: Kysely<RecordSchema>,
  span: TimeSpan,
  ownPrices: readonly PriceRow[],
): Promise<RecordReport> {
  const adder = new ReportAdder(createPriceBook(ownPrices));
  for await (const batch of turnsInBatches((filter) => selectTurns(database, filter), span))
    for (const event of batch) adder.add(event);
  const pings = await pingsWithin(database, span)
    .select(['attempt.model', 'attempt.ended', 'attempt.cost_nano_usd', 'ping.kept_json'])
    .execute();
  for (const row of pings)
    adder.addPing({
      model: row.model,
      end: row.ended,
      kept: row.kept_json !== '[]',
      ...known('costNanoUsd', row.cost_nano_usd),
    });
  return adder.report();
}
