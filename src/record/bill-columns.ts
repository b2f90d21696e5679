import type { TurnBill } from '../core/index.ts';
import { known } from './known.ts';
import type { TurnRow } from './schema.ts';

/** The columns of a turn that hold its bill. */
type BillColumns = Pick<
  TurnRow,
  | 'cost_nano_usd'
  | 'baseline_nano_usd'
  | 'saved_nano_usd'
  | 'baseline_ms'
  | 'account_routed_nano_usd'
  | 'account_baseline_nano_usd'
  | 'missed_json'
>;

/** A bill as columns; always all of them, in the same order. */
export function billColumns(bill: TurnBill | undefined): BillColumns {
  return {
    cost_nano_usd: bill?.costNanoUsd ?? null,
    baseline_nano_usd: bill?.baselineNanoUsd ?? null,
    saved_nano_usd: bill?.savedNanoUsd ?? null,
    baseline_ms: bill?.baselineMs ?? null,
    account_routed_nano_usd: bill?.account?.routedNanoUsd ?? null,
    account_baseline_nano_usd: bill?.account?.baselineNanoUsd ?? null,
    missed_json: bill?.missed === undefined ? null : JSON.stringify(bill.missed),
  };
}

/** The bill that `billColumns` was given; null when nothing in it was known, which is no bill. */
export function billOf(columns: BillColumns): TurnBill | null {
  const { account_routed_nano_usd: routed, account_baseline_nano_usd: baseline } = columns;
  const account = routed === null || baseline === null ? null : { routedNanoUsd: routed, baselineNanoUsd: baseline };
  const bill: TurnBill = {
    ...known('costNanoUsd', columns.cost_nano_usd),
    ...known('baselineNanoUsd', columns.baseline_nano_usd),
    ...known('savedNanoUsd', columns.saved_nano_usd),
    ...known('baselineMs', columns.baseline_ms),
    ...known('account', account),
    ...known('missed', columns.missed_json === null ? null : JSON.parse(columns.missed_json)),
  };
  return Object.keys(bill).length === 0 ? null : bill;
}
