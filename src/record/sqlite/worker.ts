import { parentPort, workerData } from 'node:worker_threads';
import { RecordError, toFailure } from '../record.ts';
import { selectReport } from '../report/select-report.ts';
import { deleteTurnsBefore } from '../retention.ts';
import { selectPings } from '../select-pings.ts';
import { selectTotals } from '../select-totals.ts';
import { selectTurns } from '../select-turns.ts';
import { SqliteFile } from './database.ts';
import { type InsertTurns, prepareInsert } from './insert.ts';
import type { Envelope, ThreadReply, ThreadRequest, ThreadSettings } from './protocol.ts';

/**
 * A thread that owns one connection and answers one request after the other. Every request gets exactly one answer. The
 * database is opened when first needed, and again after it failed or its file was moved away.
 */
const settings: ThreadSettings = workerData;
const port = parentPort;
if (port === null) throw new RecordError({ code: 'misuse', message: 'this module runs in a worker thread' });

const movedFailure = {
  code: 'file_moved',
  message: `${settings.path} was moved or deleted while it was open; a new one is begun`,
};

let open: { readonly file: SqliteFile; readonly insert: InsertTurns } | undefined;
let last: Promise<void> = Promise.resolve();

port.on('message', ({ id, content }: Envelope<ThreadRequest>) => {
  last = last.then(async () => {
    const reply: Envelope<ThreadReply> = { id, content: await answer(content) };
    port.postMessage(reply);
    if (content.kind === 'close') port.close();
  });
});

async function answer(request: ThreadRequest): Promise<ThreadReply> {
  try {
    return await perform(request);
  } catch (thrown) {
    const failure = toFailure(thrown);
    if (failure.code !== 'SQLITE_BUSY') closeFile();
    return { kind: 'failed', failure };
  }
}

async function perform(request: ThreadRequest): Promise<ThreadReply> {
  if (request.kind === 'close') {
    closeFile();
    return { kind: 'done' };
  }
  const { file, insert } = await database();
  switch (request.kind) {
    case 'open':
      return { kind: 'done' };
    case 'write':
      return { kind: 'written', refused: insert(request.events) };
    case 'prune':
      return {
        kind: 'pruned',
        more: await file.exclusively((kysely) => deleteTurnsBefore(kysely, request.beforeMs)),
      };
    case 'turns':
      return { kind: 'turns', turns: await selectTurns(await file.kysely(), request.filter) };
    case 'pings':
      return { kind: 'pings', pings: await selectPings(await file.kysely(), request.filter) };
    case 'totals':
      return { kind: 'totals', totals: await selectTotals(await file.kysely(), request.span) };
    case 'report':
      return { kind: 'report', report: await selectReport(await file.kysely(), request.span, request.ownPrices) };
    default:
      return request satisfies never;
  }
}

/** The writer says when its file is gone, once, since what was in it is gone, too; the next request begins a new one. */
async function database() {
  if (open?.file.isInPlace() === false) {
    closeFile();
    if (settings.role === 'writer') throw new RecordError(movedFailure);
  }
  if (open === undefined) {
    const file = await SqliteFile.open(settings);
    open = { file, insert: prepareInsert(file) };
  }
  return open;
}

/** Forgets the file before closing it: should closing fail, the thread ends, and the next one starts afresh. */
function closeFile(): void {
  const closing = open;
  open = undefined;
  closing?.file.close();
}
