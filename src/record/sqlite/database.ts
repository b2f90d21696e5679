import { closeSync, mkdirSync, openSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import type { Kysely } from 'kysely';
import { migrate, missingMigrations } from '../migrate.ts';
import { migrations } from '../migrations/index.ts';
import type { RecordSchema } from '../schema.ts';
import type { ThreadSettings } from './protocol.ts';

/**
 * Checkpoints (in pages of 4 KiB) rarer than SQLite's write a page once for many turns. Ids are ordered by time, so what is
 * written next lies near what was written last, and a small cache (KiB) will do: 16 MiB of it saved no CPU. The journal is cut
 * back to the limit (bytes) after a burst.
 */
const writePragmas = ['cache_size = -2048', 'wal_autocheckpoint = 4000', 'journal_size_limit = 67108864'];

/** An open database file. `raw` and `kysely` share one connection. */
export class SqliteFile {
  readonly raw: Database.Database;
  readonly #role: ThreadSettings['role'];
  readonly #path: string;
  readonly #identity: string | undefined;
  #kysely: Promise<Kysely<RecordSchema>> | undefined;

  private constructor(raw: Database.Database, { path, role }: ThreadSettings) {
    this.raw = raw;
    this.#role = role;
    this.#path = path;
    this.#identity = identityOf(path);
  }

  /**
   * Opens, makes what is missing (folder, file, schema), and rejects when that fails. The file is readable by its owner
   * only: it tells who used what, and when.
   */
  static async open(settings: ThreadSettings): Promise<SqliteFile> {
    const { path, busyTimeoutMs } = settings;
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    closeSync(openSync(path, 'a', 0o600));
    const file = new SqliteFile(new Database(path, { timeout: busyTimeoutMs }), settings);
    try {
      await file.#prepare();
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

  /** The query builder. It is loaded when first asked for: a thread that only writes does without it (18 MiB). */
  kysely(): Promise<Kysely<RecordSchema>> {
    this.#kysely ??= import('kysely').then(
      ({ Kysely, SqliteDialect }) => new Kysely({ dialect: new SqliteDialect({ database: this.raw }) }),
    );
    return this.#kysely;
  }

  /** Runs `work` in a transaction that holds the write lock from its beginning, also where else only reading is allowed. */
  async exclusively<Result>(work: (kysely: Kysely<RecordSchema>) => Promise<Result>): Promise<Result> {
    const kysely = await this.kysely();
    this.raw.pragma('query_only = off');
    this.raw.exec('begin immediate');
    try {
      const result = await work(kysely);
      this.raw.exec('commit');
      return result;
    } catch (thrown) {
      if (this.raw.inTransaction) this.raw.exec('rollback');
      throw thrown;
    } finally {
      this.#allowWriting();
    }
  }

  close(): void {
    this.raw.close();
  }

  async #prepare(): Promise<void> {
    this.raw.pragma('journal_mode = WAL');
    this.raw.pragma('synchronous = NORMAL');
    for (const pragma of writePragmas) this.raw.pragma(pragma);
    const isCurrent = this.#newestMigration() === migrations.length;
    if (!isCurrent && (await missingMigrations(await this.kysely())).length > 0)
      await this.exclusively((kysely) => migrate(kysely, Date.now()));
    this.#allowWriting();
  }

  #allowWriting(): void {
    this.raw.pragma(`query_only = ${this.#role === 'reader' ? 'on' : 'off'}`);
  }

  /** The number of the last step that was applied; `undefined` in a new file. */
  #newestMigration(): number | undefined {
    const table = this.raw.prepare("select 1 from sqlite_schema where name = 'schema_migration'");
    if (table.get() === undefined) return undefined;
    const newest: unknown = this.raw.prepare('select max(number) from schema_migration').pluck().get();
    return typeof newest === 'number' ? newest : undefined;
  }
}

function identityOf(path: string): string | undefined {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats === undefined ? undefined : `${stats.dev}:${stats.ino}`;
}
