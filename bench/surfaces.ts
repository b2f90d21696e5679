/**
 * What routing in one's own process costs: each surface plays the same turn bare and routed, in turn and in one run, before an
 * upstream in a process of its own. A turn comes after simple tools and goes to the execution tier, held and judged. Ratios of
 * this process's CPU a turn; the rest of the wall clock is the upstream's.
 * `npm run bench:surfaces -- [rounds] [turns a round]`
 */
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { conversations } from './surfaces/conversation.ts';
import { measure, medianOf } from './surfaces/measure.ts';
import { type Surface, surfacesFor } from './surfaces/ways.ts';

const [rounds = 5, turns = 100] = process.argv.slice(2).map(Number);

const child = fork(fileURLToPath(new URL('./surfaces/upstream.ts', import.meta.url)));
const { baseUrl } = await new Promise<{ readonly baseUrl: string }>((resolve) =>
  child.once('message', resolve as never),
);

process.stdout.write(
  'one turn            CPU us: bare     routed    added    ratio    wall us: bare     routed    ratio\n',
);
for (const conversation of conversations) {
  for (const surface of surfacesFor(conversation, baseUrl)) {
    process.stdout.write(`${await row(`${surface.name}, ${conversation.name}`, surface)}\n`);
  }
}
process.stdout.write(`medians of ${rounds} interleaved rounds of ${turns} turns; Node ${process.version}\n`);
child.disconnect();

async function row(name: string, { bare, routed }: Surface): Promise<string> {
  const measured = await measure(
    [
      { name: 'bare', play: bare },
      { name: 'routed', play: routed },
    ],
    { rounds, turns },
  );
  const [plain, ours] = measured.map(medianOf);
  if (plain === undefined || ours === undefined) throw new Error('nothing was measured');
  const cell = (value: number, width: number, digits = 0) => value.toFixed(digits).padStart(width);
  const cpu = `${cell(plain.cpuUs, 10)}${cell(ours.cpuUs, 11)}${cell(ours.cpuUs - plain.cpuUs, 9)}${cell(ours.cpuUs / plain.cpuUs, 9, 2)}`;
  return `${name.padEnd(22)}${cpu}${cell(plain.wallUs, 17)}${cell(ours.wallUs, 11)}${cell(ours.wallUs / plain.wallUs, 9, 2)}`;
}
