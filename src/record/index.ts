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
