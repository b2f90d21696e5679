/**
 * `npm run bench:profile`: where the gateway's time goes at 2 KB, 16 at once. The built command runs under V8's sampling
 * profiler; each sample of the last seconds counts for the nearest of its frames that belongs to a room of ours, to a
 * dependency or to Node's HTTP. Only the serving thread is seen: the record's threads are in `npm run bench`'s CPU.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { createBodies } from './bodies.ts';
import { startGateway } from './gateway.ts';
import { runLoad } from './load.ts';
import { cores, cpuUsOf, pinLoad, startNode } from './processes.ts';

const warmUpMs = 6_000;
const measuredMs = 5_000;

const profileSchema = z.object({
  nodes: z.array(
    z.object({
      id: z.number(),
      callFrame: z.object({ functionName: z.string(), url: z.string() }),
      children: z.array(z.number()).optional(),
    }),
  ),
  samples: z.array(z.number()),
  timeDeltas: z.array(z.number()),
});
type Profile = z.infer<typeof profileSchema>;

const ofNodesHttp = /^node:(_http|net|events|internal\/(streams|stream_base|timers|process|http))|^node:timers/;

pinLoad();
const folder = mkdtempSync(join(tmpdir(), 'turnwise-profile-'));
const upstream = await startNode('upstream.ts', cores.load);
const gateway = await startGateway(`http://127.0.0.1:${upstream.port}`, ['--cpu-prof', `--cpu-prof-dir=${folder}`]);
const [body] = createBodies();
if (body === undefined) throw new Error('no bodies');
const plan = { port: gateway.port, body, concurrency: 16 };
await runLoad({ ...plan, durationMs: warmUpMs });
const before = cpuUsOf(gateway);
const { requests } = await runLoad({ ...plan, durationMs: measuredMs });
const cpuUs = (cpuUsOf(gateway) - before) / requests;
await gateway.end();
upstream.child.kill();
printShares(sharesOf(largestProfile(folder)), cpuUs);
rmSync(folder, { recursive: true });

/** The serving thread's: of the profiles that each thread left, the one with the most samples. */
function largestProfile(path: string): Profile {
  const profiles = readdirSync(path).map((name) =>
    profileSchema.parse(JSON.parse(readFileSync(join(path, name), 'utf8'))),
  );
  const [largest] = profiles.toSorted((one, other) => other.samples.length - one.samples.length);
  if (largest === undefined) throw new Error('the gateway left no profile');
  return largest;
}

/** Microseconds of each owner over the measured time, which is the end of the profile. */
function sharesOf({ nodes, samples, timeDeltas }: Profile): ReadonlyMap<string, number> {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const parents = new Map(nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id] as const)));
  const shares = new Map<string, number>();
  let leftUs = measuredMs * 1000;
  for (let index = samples.length - 1; index >= 0 && leftUs > 0; index--) {
    const deltaUs = timeDeltas[index] ?? 0;
    leftUs -= deltaUs;
    let owner: string | undefined;
    for (let id = samples[index]; id !== undefined && owner === undefined; id = parents.get(id)) {
      const frame = byId.get(id)?.callFrame;
      if (frame !== undefined) owner = ownerOf(frame);
    }
    const name = owner ?? 'the rest';
    shares.set(name, (shares.get(name) ?? 0) + deltaUs);
  }
  shares.delete('(idle)');
  return shares;
}

function ownerOf({ functionName, url }: Profile['nodes'][number]['callFrame']): string | undefined {
  if (functionName === '(idle)') return functionName;
  if (functionName === '(garbage collector)') return 'garbage collector (serving thread)';
  if (functionName === 'writev') return 'system calls that send';
  const room = /\/dist\/(?<room>[^/]+)\//.exec(url)?.groups?.room;
  if (room !== undefined) return room;
  const dependency = /\/node_modules\/(?<name>(?:@[^/]+\/)?[^/]+)\//.exec(url)?.groups?.name;
  if (dependency !== undefined) return dependency;
  if (url.startsWith('wasm:')) return 'undici';
  return ofNodesHttp.test(url) ? "Node's HTTP, streams, timers" : undefined;
}

function printShares(shares: ReadonlyMap<string, number>, cpuUsARequest: number): void {
  const total = [...shares.values()].reduce((sum, us) => sum + us, 0);
  const lines = [...shares]
    .toSorted(([, one], [, other]) => other - one)
    .filter(([, us]) => us / total >= 0.005)
    .map(([name, us]) => `| ${name.padEnd(36)} | ${((us / total) * 100).toFixed(1).padStart(5)} % |`);
  process.stdout.write(
    `| ${'serving thread, 2 KB, 16 at once'.padEnd(36)} | share   |\n|${'-'.repeat(38)}|---------|\n${lines.join('\n')}\n\n` +
      `${Math.round(cpuUsARequest)} us of CPU a request with all threads and the profiler itself; Node ${process.version}\n`,
  );
}
