/**
 * `npm run bench:memory`: where the gateway's memory is after each kind of load, by Linux's maps and V8's own figures. What the
 * process has in use after load is what it needed at most, less what the allocator could give back.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { createBodies } from './bodies.ts';
import { type BenchGateway, startGateway } from './gateway.ts';
import { runLoad } from './load.ts';
import { cores, memoryMiBOf, pinLoad, startNode } from './processes.ts';

const durationMs = Number(process.argv[2] ?? 5) * 1000;
const mebibyte = 1024 * 1024;
const folder = mkdtempSync(join(tmpdir(), 'turnwise-memory-'));
const file = join(folder, 'figures.json');
process.env.TURNWISE_BENCH_MEMORY = file;

const figuresSchema = z.object({
  heapBytes: z.number(),
  usedBytes: z.number(),
  bufferBytes: z.number(),
  threadBytes: z.number(),
});

const columns = ['all', 'program', 'malloc', 'other', 'of it V8', 'of that used', 'threads', 'buffers'];

pinLoad();
const upstream = await startNode('upstream.ts', cores.load);
const probe = new URL('memory-probe.ts', import.meta.url).href;
const gateway = await startGateway(`http://127.0.0.1:${upstream.port}`, ['--import', probe]);
process.stdout.write(`| MiB after | ${columns.join(' | ')} |\n|---|${columns.map(() => '---').join('|')}|\n`);
await print('start', gateway);
const bodies = createBodies();
const loads = [
  ...bodies.map((body) => ({ name: body.name, body })),
  ...bodies.slice(0, 2).map((body) => ({ name: `streams, ${body.name}`, body, stream: '50,0' })),
];
for (const { name, ...load } of loads) {
  const { requests } = await runLoad({ port: gateway.port, concurrency: 16, durationMs, ...load });
  await print(`${name} (${requests} turns)`, gateway);
}
process.stdout.write(`turns in its record: ${await gateway.end()}\n`);
upstream.child.kill();
rmSync(folder, { recursive: true });

async function print(name: string, process_: BenchGateway): Promise<void> {
  const maps = mapsOf(process_);
  rmSync(file, { force: true });
  process_.child.kill('SIGUSR2');
  while (!existsSync(file)) await sleep(20);
  const figures = figuresSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  const { heapBytes, usedBytes, threadBytes, bufferBytes } = figures;
  const ofV8 = [heapBytes, usedBytes, threadBytes, bufferBytes].map((bytes) => bytes / mebibyte);
  const cells = [memoryMiBOf(process_), maps.program, maps.malloc, maps.other, ...ofV8].map((mib) => mib.toFixed(0));
  process.stdout.write(`| ${[name, ...cells].join(' | ')} |\n`);
}

/** Resident memory: the program's files, the C library's own heap, and what else was mapped (V8's heaps, large buffers). */
function mapsOf({ child }: BenchGateway): {
  readonly program: number;
  readonly malloc: number;
  readonly other: number;
} {
  const found = { program: 0, malloc: 0, other: 0 };
  let kind: keyof typeof found = 'other';
  for (const line of readFileSync(`/proc/${child.pid}/smaps`, 'utf8').split('\n')) {
    const name = /^[0-9a-f]+-[0-9a-f]+ \S+ \S+ \S+ \S+\s*(?<name>.*)$/.exec(line)?.groups?.name;
    if (name !== undefined) kind = name === '[heap]' ? 'malloc' : name.startsWith('/') ? 'program' : 'other';
    found[kind] += Number(/^Rss:\s+(?<kib>\d+)/.exec(line)?.groups?.kib ?? 0) / 1024;
  }
  return found;
}
