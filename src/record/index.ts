export type {
  MoneyTotal,
  RecordError,
  RecordFailure,
  RecordProblem,
  RecordQuery,
  RecordStats,
  RecordTotals,
  TimeSpan,
  TokenTotal,
  TurnFilter,
  TurnRecord,
  TurnTotal,
} from './record.ts';
export { openSqliteRecord, type SqliteRecord, type SqliteRecordOptions } from './sqlite/open.ts';
