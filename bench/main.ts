/**
 * `npm run bench`: the gateway with everything on against calling upstream directly, nginx as a plain proxy (where it is
 * installed), and the barest relay of the same parts, in one interleaved run. Upstream and load share one core, what is
 * measured has the other. Only ratios and differences within one run are worth quoting.
 */
import { parseArgs } from 'node:util';
import { type BenchBody, createBodies } from './bodies.ts';
import { startGateway } from './gateway.ts';
import { startNginx } from './nginx.ts';
import { cores, memoryMiBOf, pinLoad, startNode } from './processes.ts';
import { type Bounds, delayTable, firstByteTable, latencyTable, throughputTable } from './report.ts';
import { compare, requestsSent, type Target, warmUp } from './rounds.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '2' },
    help: { type: 'boolean', default: false },
  },
});
const rounds = Number(values.rounds);
const durationMs = Number(values.seconds) * 1000;

const bounds: readonly Bounds[] = [
  { ofDirect: 0.4, cpuOfNginx: 3.2 },
  { ofDirect: 0.15, cpuOfNginx: 9.5 },
  { ofDirect: 0.12, cpuOfNginx: 14 },
];
const streamBounds: Bounds = { ofNginx: 0.85 };
const mostAddedFirstByteUs = 900;
const mostMemoryMiB = 220;

/**
 * Until the engine has compiled what is hot: a gateway runs for weeks. It takes some 40,000 turns until nothing more is
 * compiled; what another size or a stream takes beyond that is little.
 */
const firstWarmUpMs = 15_000;
const warmUpMs = 4_000;

async function bench(): Promise<void> {
  const isPinned = pinLoad();
  const upstream = await startNode('upstream.ts', cores.load);
  const address = `http://127.0.0.1:${upstream.port}`;
  const nginx = await startNginx(upstream.port);
  const relay = await startNode('dispatch-relay.ts', cores.measured, [address]);
  const gateway = await startGateway(address);
  const targets: readonly Target[] = [
    { name: 'direct', port: upstream.port },
    ...(nginx === undefined ? [] : [{ name: 'nginx', port: nginx.port, between: nginx }]),
    { name: 'dispatch relay', port: relay.port, between: relay },
    { name: 'gateway', port: gateway.port, between: gateway },
  ];
  try {
    const sent = await measure(targets);
    const memory = `memory after load, MiB: gateway ${memoryMiBOf(gateway).toFixed(0)} (must: <= ${mostMemoryMiB}), relay ${memoryMiBOf(relay).toFixed(0)}`;
    const recorded = await gateway.end();
    const pinned = isPinned ? 'what is measured has a core of its own' : 'cores shared: taskset is not there';
    print(`${memory}
turns sent through the gateway ${sent}, in its record ${recorded}
medians of ${rounds} interleaved rounds of ${durationMs / 1000} s; ${pinned}; ${nginx === undefined ? 'nginx is not installed; ' : ''}Node ${process.version}`);
  } finally {
    for (const { child } of [gateway, relay, upstream]) child.kill();
  }
}

/** Prints a table for each kind of load; answers with the turns that went through the gateway. */
async function measure(targets: readonly Target[]): Promise<number> {
  const bodies = createBodies();
  for (const [index, body] of bodies.entries())
    await warmUp(targets, { body, concurrency: 16, durationMs: index === 0 ? firstWarmUpMs : warmUpMs });
  for (const [index, body] of bodies.entries()) {
    const many = await compare(targets, { body, concurrency: 16, durationMs }, rounds);
    print(throughputTable(`${body.name}, 16 at once`, many, bounds[index] ?? {}));
    const one = await compare(targets, { body, concurrency: 1, durationMs: durationMs / 2 }, rounds);
    print(latencyTable(`${body.name}, 1 at once`, one));
  }
  const [small, middle] = bodies;
  if (small !== undefined && middle !== undefined) await measureStreams(targets, small, middle);
  return requestsSent('gateway');
}

async function measureStreams(targets: readonly Target[], small: BenchBody, middle: BenchBody): Promise<void> {
  await warmUp(targets, { body: small, concurrency: 16, durationMs: warmUpMs, stream: '50,0' });
  const bursts = await compare(targets, { body: small, concurrency: 16, durationMs, stream: '50,0' }, rounds);
  print(throughputTable('streams of 50 events, 16 at once', bursts, streamBounds));
  const slow = await compare(targets, { body: small, concurrency: 8, durationMs, stream: '50,4' }, rounds);
  print(delayTable('events 4 ms apart, 8 at once', slow));
  const single = { body: middle, concurrency: 1, durationMs: durationMs / 2, stream: '50,0' };
  print(firstByteTable('first byte of a stream, 60 KB', await compare(targets, single, rounds), mostAddedFirstByteUs));
}

function print(text: string): void {
  process.stdout.write(`${text}\n\n`);
}

const help = `Usage: npm run bench -- [options]

The gateway with everything on against calling upstream directly, nginx and a bare relay, in one interleaved run.

Options:
  --rounds <n>     counted rounds of each comparison (default 5; one more warms up)
  --seconds <s>    seconds of load a round (default 2)`;

if (values.help === true) process.stdout.write(`${help}\n`);
else await bench();
