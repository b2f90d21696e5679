import type Database from 'better-sqlite3';
import type { PingEvent, TurnEvent } from '../../core/index.ts';
import { toAttemptRow } from '../attempt-row.ts';
import { toPingRow } from '../ping-row.ts';
import { type RecordFailure, toFailure } from '../record.ts';
import type { AttemptRow, PingRow, RecordSchema, TurnRow } from '../schema.ts';
import { toTurnRow } from '../turn-row.ts';
import type { SqliteFile } from './database.ts';

/**
 * Writes turns and pings in one transaction and returns what was refused; throws when the database itself failed, and then nothing
 * was written. A turn that is already there stays as it is, so a batch may be sent again after an unclear end.
 */
export type InsertTurns = (events: readonly string[]) => readonly RecordFailure[];

/** Prepares writing on an open file. */
export function prepareInsert({ raw }: SqliteFile): InsertTurns {
  const insertTurn = rowInserter<TurnRow>(raw, 'turn');
  const insertAttempt = rowInserter<AttemptRow>(raw, 'attempt');
  const insertPing = rowInserter<PingRow>(raw, 'ping');
  const insertOne = (text: string) => {
    const event: TurnEvent | PingEvent = JSON.parse(text);
    if ('pingId' in event) {
      insertPing(toPingRow(event));
      return insertAttempt(toAttemptRow(event.pingId, 0, event.attempt));
    }
    insertTurn(toTurnRow(event));
    event.attempts.forEach((attempt, ordinal) => {
      insertAttempt(toAttemptRow(event.turnId, ordinal, attempt));
    });
  };
  const insertAll = raw.transaction((events: readonly string[]) => {
    events.forEach(insertOne);
  });
  return (events) => {
    try {
      insertAll.immediate(events);
      return [];
    } catch (thrown) {
      if (!isRowFault(thrown)) throw thrown;
      return events.flatMap((event) => refusalOf(() => insertAll.immediate([event])));
    }
  };
}

/** The statement is built from the first row: all rows of a table have the same columns in the same order. */
function rowInserter<Row extends object>(raw: Database.Database, table: keyof RecordSchema): (row: Row) => void {
  let statement: Database.Statement | undefined;
  return (row) => {
    const values = Object.values(row);
    statement ??= raw.prepare(
      `insert into ${table} (${Object.keys(row).join()}) values (${values.map(() => '?').join()}) on conflict do nothing`,
    );
    statement.run(values);
  };
}

function refusalOf(write: () => void): readonly RecordFailure[] {
  try {
    write();
    return [];
  } catch (thrown) {
    if (!isRowFault(thrown)) throw thrown;
    return [toFailure(thrown)];
  }
}

/** A fault of the row: sending it again cannot help. All other SQLite errors are the database's or the disk's. */
function isRowFault(thrown: unknown): boolean {
  const { code } = toFailure(thrown);
  return !code.startsWith('SQLITE_') || /^SQLITE_(CONSTRAINT|TOOBIG|MISMATCH|RANGE)/.test(code);
}
