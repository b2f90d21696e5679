import { closeSync, mkdirSync, openSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { Kysely, SqliteDialect } from 'kysely';
import { migrate, missingMigrations } from '../migrate.ts';
import type { RecordSchema } from '../schema.ts';
import type { ThreadSettings } from './protocol.ts';

/**
 * Turn ids are random, so writing touches index pages all over the file. A larger cache (KiB) and rarer checkpoints
 * (pages of 4 KiB) write each page once for many turns: measured a quarter less CPU and 40 % less time a turn than
 * SQLite's defaults. The journal is cut back to the limit (bytes) after a burst.
 */
const writePragmas = ['cache_size = -16384', 'wal_autocheckpoint = 4000', 'journal_size_limit = 67108864'];

/** An open database file. `raw` and `kysely` share one connection. */
export class SqliteFile {
  readonly raw: Database.Database;
  readonly kysely: Kysely<RecordSchema>;
  readonly #path: string;
  readonly #identity: string | undefined;

  private constructor(raw: Database.Database, path: string) {
    this.raw = raw;
    this.kysely = new Kysely<RecordSchema>({ dialect: new SqliteDialect({ database: raw }) });
    this.#path = path;
    this.#identity = identityOf(path);
  }

  /**
   * Opens, makes what is missing (folder, file, schema), and rejects when that fails. The file is readable by its owner
   * only: it tells who used what, and when.
   */
  static async open({ path, busyTimeoutMs, role }: ThreadSettings): Promise<SqliteFile> {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    closeSync(openSync(path, 'a', 0o600));
    const file = new SqliteFile(new Database(path, { timeout: busyTimeoutMs }), path);
    try {
      await file.#prepare(role);
      return file;
    } catch (thrown) {
      file.close();
      throw thrown;
    }
  }

  /**
   * Whether the path still leads to this file. A deleted file stays writable for whoever holds it open, and everything
   * written to it is lost without an error; so this is asked before each use.
   */
  isInPlace(): boolean {
    return this.#identity !== undefined && identityOf(this.#path) === this.#identity;
  }

  /** Runs `work` in a transaction that holds the write lock from its beginning. */
  async exclusively<Result>(work: () => Promise<Result>): Promise<Result> {
    this.raw.exec('begin immediate');
    try {
      const result = await work();
      this.raw.exec('commit');
      return result;
    } catch (thrown) {
      if (this.raw.inTransaction) this.raw.exec('rollback');
      throw thrown;
    }
  }

  close(): void {
    this.raw.close();
  }

  async #prepare(role: ThreadSettings['role']): Promise<void> {
    this.raw.pragma('journal_mode = WAL');
    this.raw.pragma('synchronous = NORMAL');
    for (const pragma of writePragmas) this.raw.pragma(pragma);
    const missing = await missingMigrations(this.kysely);
    if (missing.length > 0) await this.exclusively(() => migrate(this.kysely, Date.now()));
    if (role === 'reader') this.raw.pragma('query_only = on');
  }
}

function identityOf(path: string): string | undefined {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats === undefined ? undefined : `${stats.dev}:${stats.ino}`;
}
