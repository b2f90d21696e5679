import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeTurnRecord } from '../conformance.fixture.ts';
import { describePingRecord } from '../ping-conformance.fixture.ts';
import { describeReport } from '../report-conformance.fixture.ts';
import { openSqliteRecord } from './open.ts';

async function inFolder() {
  const folder = await mkdtemp(join(tmpdir(), 'record-'));
  return {
    open: (options: { readonly keepDays: number; readonly now?: () => number }) =>
      openSqliteRecord({ path: join(folder, 'record.sqlite'), ...options }),
    destroy: () => rm(folder, { recursive: true }),
  };
}

describeTurnRecord('SQLite', inFolder);
describePingRecord('SQLite', inFolder);
describeReport('SQLite', inFolder);
