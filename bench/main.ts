/**
 * `npm run bench`: the gateway with everything on against calling upstream directly, in one interleaved run. Upstream and
 * load share one core, the gateway has the other. Only ratios and differences within one run are worth quoting.
 */
import { parseArgs } from 'node:util';
import { createBodies } from './bodies.ts';
import { type LoadPlan, type LoadResult, quantile, runLoad } from './load.ts';
import { type BenchProcess, canPin, startProcess, usageOf } from './processes.ts';
import { median, printReport, type Row } from './report.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '2' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
const roundCount = Number(values.rounds);
const durationMs = Number(values.seconds) * 1000;

/** One side's figures in one round. */
interface Round {
  readonly result: LoadResult;
  /** CPU of the gateway's process for each request, in microseconds. */
  readonly cpuUs?: number;
}

interface Sides {
  readonly direct: readonly Round[];
  readonly gateway: readonly Round[];
}

async function bench(): Promise<void> {
  const upstream = await startProcess('upstream.ts', { core: 0 });
  const gateway = await startProcess('gateway.ts', { core: 1, args: [`http://127.0.0.1:${upstream.port}`] });
  const ports = { upstream: upstream.port, gateway };
  const rows: Row[] = [];
  for (const body of createBodies()) {
    rows.push(loadRow(`${body.name}, c=16`, await compare(ports, { body, concurrency: 16, durationMs })));
    rows.push(
      latencyRow(`${body.name}, c=1`, await compare(ports, { body, concurrency: 1, durationMs: durationMs / 2 })),
    );
  }
  const [small, middle] = createBodies();
  if (small === undefined || middle === undefined) throw new Error('no bodies');
  rows.push(
    streamRow(
      'streams of 50 events at once, c=16',
      await compare(ports, { body: small, concurrency: 16, durationMs, stream: '50,0' }),
    ),
  );
  rows.push(
    delayRow(
      '50 events 4 ms apart, c=8',
      await compare(ports, { body: small, concurrency: 8, durationMs, stream: '50,4' }),
    ),
  );
  rows.push(
    firstByteRow(
      'stream, 60 KB, c=1',
      await compare(ports, { body: middle, concurrency: 1, durationMs: durationMs / 2, stream: '50,0' }),
    ),
  );
  const { rssBytes, record } = await usageOf(gateway);
  printReport({
    rows,
    rssMiB: rssBytes / 2 ** 20,
    record,
    rounds: roundCount,
    isPinned: canPin,
    asJson: values.json === true,
  });
  for (const { child } of [gateway, upstream]) child.disconnect();
}

/** The same load on both sides, in turn, round by round; the first round warms up and is not counted. */
async function compare(
  ports: { readonly upstream: number; readonly gateway: BenchProcess },
  plan: Omit<LoadPlan, 'port'>,
): Promise<Sides> {
  const direct: Round[] = [];
  const gateway: Round[] = [];
  for (let round = 0; round <= roundCount; round++) {
    const straight = { result: await runLoad({ ...plan, port: ports.upstream }) };
    const before = await usageOf(ports.gateway);
    const result = await runLoad({ ...plan, port: ports.gateway.port });
    const { cpuUs } = await usageOf(ports.gateway);
    if (round === 0) continue;
    direct.push(straight);
    gateway.push({ result, cpuUs: (cpuUs - before.cpuUs) / result.requests });
  }
  return { direct, gateway };
}

const perSecond = ({ result }: Round) => result.requests / result.seconds;
const over = (rounds: readonly Round[], read: (round: Round) => number) => median(rounds.map(read));
const added = ({ direct, gateway }: Sides, read: (round: Round) => number) => over(gateway, read) - over(direct, read);

function loadRow(name: string, sides: Sides): Row {
  const direct = over(sides.direct, perSecond);
  const gateway = over(sides.gateway, perSecond);
  const cpu = over(sides.gateway, (round) => round.cpuUs ?? Number.NaN);
  return {
    name,
    figures: { 'direct/s': direct, 'gateway/s': gateway, ratio: gateway / direct, 'CPU us/request': cpu },
  };
}

function latencyRow(name: string, sides: Sides): Row {
  const p50 = (round: Round) => quantile(round.result.latenciesUs, 0.5);
  const p99 = (round: Round) => quantile(round.result.latenciesUs, 0.99);
  return {
    name,
    figures: {
      'direct p50 us': over(sides.direct, p50),
      'added p50 us': added(sides, p50),
      'added p99 us': added(sides, p99),
    },
  };
}

function streamRow(name: string, sides: Sides): Row {
  return loadRow(name, sides);
}

function delayRow(name: string, sides: Sides): Row {
  const p50 = (round: Round) => quantile(round.result.eventDelaysUs, 0.5);
  const p99 = (round: Round) => quantile(round.result.eventDelaysUs, 0.99);
  return {
    name,
    figures: {
      'direct p50 us': over(sides.direct, p50),
      'gateway p50 us': over(sides.gateway, p50),
      'gateway p99 us': over(sides.gateway, p99),
    },
  };
}

function firstByteRow(name: string, sides: Sides): Row {
  const p50 = (round: Round) => quantile(round.result.firstByteUs, 0.5);
  return {
    name,
    figures: { 'direct first byte us': over(sides.direct, p50), 'added first byte us': added(sides, p50) },
  };
}

const help = `Usage: npm run bench -- [options]

The gateway with everything on against calling upstream directly, in one interleaved run.

Options:
  --rounds <n>     counted rounds of each comparison (default 5; one more warms up)
  --seconds <s>    seconds of load a round (default 2)
  --json           print the figures as JSON`;

if (values.help === true) process.stdout.write(`${help}\n`);
else await bench();
