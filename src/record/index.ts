/**
 * The record of turns in SQLite: a sink to write to, and questions to ask of it.
 *
 * @module turnwise/record
 */
export type {
  MoneyTotal,
  PingFilter,
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
export { RecordError } from './record.ts';
export type {
  DiscardedReplies,
  MissSum,
  PingGroup,
  PingSums,
  RecordReport,
  ReportGrouping,
  TurnGroup,
  TurnSums,
  UncachedClient,
} from './report/report.ts';
export { isSqliteRecord } from './sqlite/is-record.ts';
export { openSqliteRecord, type SqliteRecord, type SqliteRecordOptions } from './sqlite/open.ts';
export { sqliteRecord } from './sqlite/record-sink.ts';
