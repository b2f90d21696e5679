import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeTurnRecord } from '../conformance.fixture.ts';
import { openSqliteRecord } from './open.ts';

describeTurnRecord('SQLite', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'record-'));
  return {
    open: (options) => openSqliteRecord({ path: join(folder, 'record.sqlite'), ...options }),
    destroy: () => rm(folder, { recursive: true }),
  };
});
