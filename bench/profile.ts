/**
 * `npm run bench:profile`: where the gateway's time goes, 16 at once. The built command runs under V8's sampling
 * profiler; each sample of the last seconds counts for the nearest of its frames that belongs to a room of ours, to a
 * dependency or to Node's HTTP, and again for the nearest function of ours. In this load every turn goes to the execution tier
 * and is held and judged. Only the serving thread is seen: the record's threads are in `npm run bench`'s CPU.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createBodies } from './bodies.ts';
import { startGateway } from './gateway.ts';
import { runLoad } from './load.ts';
import { cores, cpuUsOf, pinLoad, startNode } from './processes.ts';
import { functionOf, largestProfile, roomOf, timeByOwner } from './profile/profile.ts';

const { values } = parseArgs({
  options: {
    body: { type: 'string', default: '2 KB' },
    events: { type: 'string', default: '0' },
    functions: { type: 'string', default: '25' },
    help: { type: 'boolean', default: false },
  },
});

const help = `Usage: npm run bench:profile -- [options]

Where the gateway's time goes, by room and by function.

Options:
  --body <size>       2 KB, 60 KB or 1 MB (default 2 KB)
  --events <n>        a stream of so many events; 0: a whole reply (default 0)
  --functions <n>     functions to list (default 25)`;

/** See `main.ts`. */
const warmUpMs = 15_000;
const measuredMs = 5_000;
const samplingUs = 100;

async function profile(): Promise<void> {
  pinLoad();
  const body = createBodies().find(({ name }) => name === values.body);
  if (body === undefined) throw new Error(`no body of ${values.body}`);
  const folder = mkdtempSync(join(tmpdir(), 'turnwise-profile-'));
  const upstream = await startNode('upstream.ts', cores.load);
  const gateway = await startGateway(`http://127.0.0.1:${upstream.port}`, [
    '--cpu-prof',
    `--cpu-prof-dir=${folder}`,
    `--cpu-prof-interval=${samplingUs}`,
  ]);
  const stream = values.events === '0' ? {} : { stream: `${values.events},0` };
  const plan = { port: gateway.port, body, concurrency: 16, ...stream };
  await runLoad({ ...plan, durationMs: warmUpMs });
  const before = cpuUsOf(gateway);
  const { requests } = await runLoad({ ...plan, durationMs: measuredMs });
  const cpuUs = (cpuUsOf(gateway) - before) / requests;
  await gateway.end();
  upstream.child.kill();
  const left = largestProfile(folder);
  rmSync(folder, { recursive: true });
  const what = `${body.name}, ${values.events === '0' ? 'a whole reply' : `${values.events} events`}, 16 at once`;
  print(`serving thread, ${what}`, timeByOwner(left, measuredMs, roomOf), { requests, most: 30 });
  print('functions', timeByOwner(left, measuredMs, functionOf), { requests, most: Number(values.functions) });
  process.stdout.write(
    `${Math.round(cpuUs)} us of CPU a request with all threads and the profiler itself; Node ${process.version}\n`,
  );
}

/** A table of the largest, each with its share and its microseconds a request. */
function print(
  title: string,
  times: ReadonlyMap<string, number>,
  { requests, most }: { readonly requests: number; readonly most: number },
): void {
  const total = [...times.values()].reduce((sum, us) => sum + us, 0);
  const largest = [...times].toSorted(([, one], [, other]) => other - one).slice(0, most);
  const width = Math.max(title.length, ...largest.map(([name]) => name.length));
  const lines = largest.map(([name, us]) => {
    const share = `${((us / total) * 100).toFixed(1)} %`;
    return `| ${name.padEnd(width)} | ${share.padStart(7)} | ${(us / requests).toFixed(1).padStart(9)} |`;
  });
  process.stdout.write(
    `| ${title.padEnd(width)} | share   | us a turn |\n|${'-'.repeat(width + 2)}|---------|-----------|\n${lines.join('\n')}\n\n`,
  );
}

if (values.help) process.stdout.write(`${help}\n`);
else await profile();
