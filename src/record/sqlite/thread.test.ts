import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { ThreadRequest } from './protocol.ts';
import { SqliteThread } from './thread.ts';

let folder: string;
let thread: SqliteThread;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'record-'));
  thread = new SqliteThread({ path: join(folder, 'record.sqlite'), busyTimeoutMs: 100, role: 'writer' });
});
afterEach(async () => {
  await thread.close();
  await rm(folder, { recursive: true });
});

it('answers every request in order, also when many come at once', async () => {
  const replies = await Promise.all([
    thread.call({ kind: 'open' }),
    thread.call({ kind: 'write', events: [] }),
    thread.call({ kind: 'prune', beforeMs: 0 }),
    thread.call({ kind: 'turns', filter: { limit: 1 } }),
    thread.call({ kind: 'totals', span: {} }),
  ]);
  expect(replies).toEqual([
    { kind: 'done' },
    { kind: 'written', refused: [] },
    { kind: 'pruned', more: false },
    { kind: 'turns', turns: [] },
    {
      kind: 'totals',
      totals: {
        turns: [],
        tokens: [],
        money: { turns: 0, turnsOfUnknownCost: 0, turnsOfUnknownSaving: 0, pings: 0, pingsOfUnknownCost: 0 },
      },
    },
  ]);
});

it('answers failed for everything under way when the thread dies, and starts another one', async () => {
  const deadly: ThreadRequest = JSON.parse('null');
  const [dead, waiting] = await Promise.all([thread.call(deadly), thread.call({ kind: 'open' })]);
  expect([dead?.kind, waiting?.kind]).toEqual(['failed', 'failed']);
  expect(await thread.call({ kind: 'open' })).toEqual({ kind: 'done' });
});

it('answers failed at once when it is abandoned, and ever after', async () => {
  const opening = thread.call({ kind: 'open' });
  thread.abandon();
  expect(await opening).toMatchObject({ kind: 'failed', failure: { code: 'closed' } });
  expect(await thread.call({ kind: 'open' })).toMatchObject({ kind: 'failed', failure: { code: 'closed' } });
});
