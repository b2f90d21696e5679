import { RecordError, type RecordQuery } from '../record.ts';
import { turnsInBatches } from '../turns-in-batches.ts';
import { failureOf } from './protocol.ts';
import type { SqliteThread } from './thread.ts';

/** Reading, by way of the reading thread. */
export function queryOf(reader: SqliteThread): RecordQuery {
  const turns: RecordQuery['turns'] = async (filter) => {
    refuseLimit(filter.limit);
    const reply = await reader.call({ kind: 'turns', filter });
    if (reply.kind !== 'turns') throw new RecordError(failureOf(reply));
    return reply.turns;
  };
  return {
    turns,
    batches: (span) => turnsInBatches(turns, span),
    pings: async (filter) => {
      refuseLimit(filter.limit);
      const reply = await reader.call({ kind: 'pings', filter });
      if (reply.kind !== 'pings') throw new RecordError(failureOf(reply));
      return reply.pings;
    },
    totals: async (span) => {
      const reply = await reader.call({ kind: 'totals', span });
      if (reply.kind !== 'totals') throw new RecordError(failureOf(reply));
      return reply.totals;
    },
    report: async (span, ownPrices = []) => {
      const reply = await reader.call({ kind: 'report', span, ownPrices });
      if (reply.kind !== 'report') throw new RecordError(failureOf(reply));
      return reply.report;
    },
  };
}

function refuseLimit(limit: number): void {
  if (!Number.isInteger(limit) || limit < 1) throw new RangeError(`limit must be a positive integer, not ${limit}`);
}
