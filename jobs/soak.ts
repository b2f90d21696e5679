/**
 * A minute of everything that goes wrong: 64 streams at once, an upstream that cuts, hangs, answers 529 in storms and errors
 * inside streams, clients that leave, an execution model that is wrong half of the time. Prints what was seen, and fails when
 * a turn is lost or told twice, two replies are mixed, a discarded one is seen, or sockets, timers or memory stay behind.
 */
import { heapMiB } from './soak/left-behind.ts';
import { soak } from './soak/run.ts';

const seconds = Number(process.argv[2] ?? 60);

// A first second loads and warms everything; what a gateway holds goes with it, so what is left then must not grow.
await soak({ seconds: 1, streams: 64 });
const beforeMiB = await heapMiB();
const { lines, failures } = await soak({ seconds, streams: 64 });
const afterMiB = await heapMiB();
process.stdout.write(`${lines.join('\n')}\nheap without a gateway: ${beforeMiB} MiB before, ${afterMiB} MiB after\n`);
const all = [...failures, ...(afterMiB <= beforeMiB + 16 ? [] : ['memory stayed behind'])];
process.stdout.write(
  all.length === 0 ? 'nothing lost, doubled, mixed or left behind\n' : `FAILED ${all.join('\nFAILED ')}\n`,
);
process.exitCode = all.length === 0 ? 0 : 1;
