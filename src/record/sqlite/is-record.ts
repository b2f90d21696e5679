import Database from 'better-sqlite3';

/** Whether a SQLite file holds a record of turns. Looks without changing anything; false for a file that is no database. */
export function isSqliteRecord(path: string): boolean {
  let database: Database.Database | undefined;
  try {
    database = new Database(path, { readonly: true, fileMustExist: true });
    const tables = database.prepare("select count(*) as count from sqlite_schema where name in ('turn', 'attempt')");
    return tables.pluck().get() === 2;
  } catch (error) {
    if (error instanceof Database.SqliteError) return false;
    throw error;
  } finally {
    database?.close();
  }
}
