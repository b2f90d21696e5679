import type { Sink } from '../../core/index.ts';
import { openSqliteRecord, type SqliteRecordOptions } from './open.ts';

/**
 * A sink that keeps every turn in one SQLite file, opened in the background: for whoever only wants to write, in a line
 * (`sinks: [sqliteRecord('turnwise.sqlite')]`). What is told before the file is open waits for it. It is read with
 * `turnwise report`, or by `openSqliteRecord`. Throws what that rejects with on misuse, when it is closed.
 */
export function sqliteRecord(path: string, options: Omit<SqliteRecordOptions, 'path'> = {}): Sink {
  const opened = openSqliteRecord({ ...options, path });
  let sink: Sink | undefined;
  const ready = opened.then((record) => {
    sink = record.sink;
    return record;
  });
  // Misuse is told where the sink is closed; until then nothing can be kept.
  ready.catch(() => undefined);
  const whenOpen = (tell: (sink: Sink) => void) => {
    if (sink !== undefined) tell(sink);
    else ready.then((record) => tell(record.sink)).catch(() => undefined);
  };
  return {
    name: 'record',
    tell: (event) => whenOpen((open) => open.tell(event)),
    tellPing: (event) => whenOpen((open) => open.tellPing?.(event)),
    close: async () => (await ready).close(),
  };
}
