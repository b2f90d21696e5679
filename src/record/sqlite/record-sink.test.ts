import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { turnEvent } from '../event.fixture.ts';
import { openSqliteRecord } from './open.ts';
import { sqliteRecord } from './record-sink.ts';

function freshPath(): string {
  const folder = mkdtempSync(join(tmpdir(), 'turnwise-record-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, 'turns.sqlite');
}

test('turns told before the file is open are kept, and so are later ones', async () => {
  const path = freshPath();
  const sink = sqliteRecord(path);
  sink.tell(turnEvent({ turnId: 'a' }));
  await new Promise((resolve) => setTimeout(resolve, 50));
  sink.tell(turnEvent({ turnId: 'b' }));
  await sink.close?.();
  const record = await openSqliteRecord({ path });
  onTestFinished(() => record.close());
  const turns = await record.query.turns({ limit: 9, order: 'oldest' });
  expect(turns.map(({ turnId }) => turnId).toSorted()).toEqual(['a', 'b']);
});

test('misuse is told when it is closed', async () => {
  await expect(sqliteRecord(freshPath(), { batchSize: 0 }).close?.()).rejects.toThrow(RangeError);
});
