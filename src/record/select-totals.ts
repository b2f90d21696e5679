import type { Kysely } from 'kysely';
import { known } from './known.ts';
import type { MoneyTotal, RecordTotals, TimeSpan, TokenTotal, TurnTotal } from './record.ts';
import type { RecordSchema } from './schema.ts';
import { pingsWithin } from './select-pings.ts';
import { turnsWithin } from './select-turns.ts';

/** A count as stores give it: SQLite as a number, Postgres as text. */
type Count = string | number;

/** The same; null is the sum of nothing known. */
type Sum = Count | null;

/** Turns and tokens of a span, in groups, largest first; and its money. */
export async function selectTotals(database: Kysely<RecordSchema>, span: TimeSpan): Promise<RecordTotals> {
  return {
    turns: await turnTotals(database, span),
    tokens: await tokenTotals(database, span),
    money: await moneyTotal(database, span),
  };
}

async function turnTotals(database: Kysely<RecordSchema>, span: TimeSpan): Promise<readonly TurnTotal[]> {
  const group = ['tier', 'model', 'reason', 'served_tier', 'served_model'] as const;
  const rows = await turnsWithin(database, span)
    .select(group)
    .select(({ fn }) => fn.countAll<Count>().as('turns'))
    .groupBy(group)
    .orderBy('turns', 'desc')
    .orderBy('tier')
    .orderBy('model')
    .orderBy('reason')
    .execute();
  return rows.map((row) => ({
    tier: row.tier,
    model: row.model,
    reason: row.reason,
    servedTier: row.served_tier,
    servedModel: row.served_model,
    turns: Number(row.turns),
  }));
}

async function tokenTotals(database: Kysely<RecordSchema>, span: TimeSpan): Promise<readonly TokenTotal[]> {
  const group = ['attempt.purpose', 'attempt.tier', 'attempt.model'] as const;
  const rows = await turnsWithin(database, span)
    .innerJoin('attempt', 'attempt.turn_id', 'turn.turn_id')
    .select(group)
    .select(({ fn }) => [
      fn.countAll<Count>().as('attempts'),
      fn.count<Count>('attempt.input_tokens').as('with_usage'),
      fn.sum<Sum>('attempt.input_tokens').as('input_tokens'),
      fn.sum<Sum>('attempt.output_tokens').as('output_tokens'),
      fn.sum<Sum>('attempt.cache_read_tokens').as('cache_read_tokens'),
      fn.sum<Sum>('attempt.cache_write_tokens').as('cache_write_tokens'),
    ])
    .groupBy(group)
    .orderBy('attempts', 'desc')
    .orderBy('attempt.purpose')
    .orderBy('attempt.tier')
    .orderBy('attempt.model')
    .execute();
  return rows.map((row) => ({
    purpose: row.purpose,
    tier: row.tier,
    model: row.model,
    attempts: Number(row.attempts),
    attemptsWithoutUsage: Number(row.attempts) - Number(row.with_usage),
    ...known('inputTokens', toNumber(row.input_tokens)),
    ...known('outputTokens', toNumber(row.output_tokens)),
    ...known('cacheReadTokens', toNumber(row.cache_read_tokens)),
    ...known('cacheWriteTokens', toNumber(row.cache_write_tokens)),
  }));
}

async function moneyTotal(database: Kysely<RecordSchema>, span: TimeSpan): Promise<MoneyTotal> {
  const row = await turnsWithin(database, span)
    .select(({ fn }) => [
      fn.countAll<Count>().as('turns'),
      fn.count<Count>('turn.cost_nano_usd').as('with_cost'),
      fn.count<Count>('turn.saved_nano_usd').as('with_saving'),
      fn.sum<Sum>('turn.cost_nano_usd').as('cost'),
      fn.sum<Sum>('turn.baseline_nano_usd').as('baseline'),
      fn.sum<Sum>('turn.saved_nano_usd').as('saved'),
    ])
    .executeTakeFirstOrThrow();
  const turns = Number(row.turns);
  const saved = toNumber(row.saved);
  const pings = await pingTotal(database, span);
  return {
    turns,
    ...known('costNanoUsd', toNumber(row.cost)),
    turnsOfUnknownCost: turns - Number(row.with_cost),
    ...known('baselineNanoUsd', toNumber(row.baseline)),
    ...known('savedNanoUsd', saved),
    turnsOfUnknownSaving: turns - Number(row.with_saving),
    ...pings,
    ...known('netSavedNanoUsd', saved === null ? null : saved - (pings.pingNanoUsd ?? 0)),
  };
}

async function pingTotal(database: Kysely<RecordSchema>, span: TimeSpan) {
  const row = await pingsWithin(database, span)
    .select(({ fn }) => [
      fn.countAll<Count>().as('pings'),
      fn.count<Count>('attempt.cost_nano_usd').as('with_cost'),
      fn.sum<Sum>('attempt.cost_nano_usd').as('cost'),
    ])
    .executeTakeFirstOrThrow();
  const pings = Number(row.pings);
  return {
    pings,
    ...known('pingNanoUsd', toNumber(row.cost)),
    pingsOfUnknownCost: pings - Number(row.with_cost),
  };
}

function toNumber(sum: Sum): number | null {
  return sum === null ? null : Number(sum);
}
