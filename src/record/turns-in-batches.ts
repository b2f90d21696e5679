import type { TurnEvent } from '../core/index.ts';
import type { RecordQuery, TimeSpan } from './record.ts';

/** Turns in one batch: some megabytes at most. */
const turnsPerBatch = 500;

/** The turns of a span, oldest first, read page by page; each page begins behind the last turn of the one before. */
export async function* turnsInBatches(
  turns: RecordQuery['turns'],
  span: TimeSpan,
): AsyncGenerator<readonly TurnEvent[]> {
  let after: TurnEvent | undefined;
  do {
    const from = after === undefined ? {} : { after: { startedAtMs: after.startedAtMs, turnId: after.turnId } };
    const batch = await turns({ ...span, ...from, order: 'oldest', limit: turnsPerBatch });
    if (batch.length > 0) yield batch;
    after = batch.length < turnsPerBatch ? undefined : batch.at(-1);
  } while (after !== undefined);
}
