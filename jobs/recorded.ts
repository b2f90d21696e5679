/**
 * Plays every recorded conversation turn by turn over real sockets: SDK -> gateway -> simulator, which answers with the
 * recorded replies. Shows that routing changes no reply, that every turn is recorded with its reason, that the gateway
 * decides as `decide` does, that `observe` changes no byte, and that a reload under load loses no turn.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConversations, turnsOf } from './recorded/conversations.ts';
import { observeJob } from './recorded/observe-job.ts';
import { reloadJob } from './recorded/reload-job.ts';
import { routeJob } from './recorded/route-job.ts';

const model = 'claude-sonnet-5-5';

const { conversations, simpleTools } = loadConversations();
const turns = conversations.flatMap((one) => turnsOf(one, model));
const folder = mkdtempSync(join(tmpdir(), 'turnwise-job-'));
process.stdout.write(`${conversations.length} conversations, ${turns.length} turns\n`);
const input = { turns, transcripts: conversations, simpleTools, folder };
const failures = [
  ...(await routeJob(input, { stream: false })),
  ...(await routeJob(input, { stream: true })),
  ...(await observeJob(input)),
  ...(await reloadJob(input)),
];
rmSync(folder, { recursive: true });
for (const failure of failures.slice(0, 20)) process.stdout.write(`FAILED ${failure}\n`);
process.stdout.write(failures.length === 0 ? 'all as recorded\n' : `${failures.length} failures\n`);
process.exitCode = failures.length === 0 ? 0 : 1;
