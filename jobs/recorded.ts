/**
 * Plays every recorded conversation turn by turn over real sockets: SDK -> gateway -> simulator, which answers with the
 * recorded replies. Shows that routing changes no reply, that every turn is recorded with its reason, that the gateway
 * decides as `decide` does, that `observe` changes no byte, that a reload under load loses no turn, and that what the record
 * says a turn cost, read from a cache and would have cost at home is what upstream billed.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { billingJob } from './recorded/billing-job.ts';
import { loadConversations, turnsOf } from './recorded/conversations.ts';
import { observeJob } from './recorded/observe-job.ts';
import { reloadJob } from './recorded/reload-job.ts';
import { routeJob } from './recorded/route-job.ts';

const model = 'claude-sonnet-5-5';

const { conversations, simpleTools } = loadConversations();
const turns = conversations.flatMap((one) => turnsOf(one, model));
const folder = mkdtempSync(join(tmpdir(), 'turnwise-job-'));
process.stdout.write(`${conversations.length} conversations, ${turns.length} turns\n`);
const [airline, coding] = [true, false].map((isAirline) =>
  conversations.filter((one) => one.id.startsWith('air-') === isAirline),
);
const turnsOn = (group: typeof conversations | undefined, requested: string) =>
  (group ?? []).flatMap((one) => turnsOf(one, requested));
const input = { turns, transcripts: conversations, simpleTools, folder };
const failures = [
  ...(await routeJob(input, { stream: false })),
  ...(await routeJob(input, { stream: true })),
  ...(await observeJob(input)),
  ...(await reloadJob(input)),
  ...(await billingJob({ ...input, turns: turnsOn(airline, model), label: 'airline' })),
  ...(await billingJob({ ...input, turns: turnsOn(airline, model), label: 'airline, pins', pinsThird: true })),
  ...(await billingJob({
    ...{ ...input, turns: turnsOn(airline, 'claude-sonnet-4-6'), pinsThird: true },
    label: 'airline from the other tokenizer, pins',
  })),
  ...(await billingJob({ ...input, turns: turnsOn(coding, model), label: 'coding' })),
];
rmSync(folder, { recursive: true });
for (const failure of failures.slice(0, 20)) process.stdout.write(`FAILED ${failure}\n`);
process.stdout.write(failures.length === 0 ? 'all as recorded\n' : `${failures.length} failures\n`);
process.exitCode = failures.length === 0 ? 0 : 1;
