/**
 * What holding costs in time to first byte: turns of the execution tier against a simulator with each model's own time, held as
 * they are by default, and not held (the tier pinned by the client), in turn and in one run. Ends of turns are compared as
 * ratios: a turn that calls a tool is of use to its client only when it is whole.
 */
import { startHoldStage } from './hold/stage.ts';
import { type TimedReply, timeReply } from './hold/time-reply.ts';

const rounds = Number(process.argv[2] ?? 12);

const shapes = [
  ...[60, 200, 500].map((tokens) => ({ kind: 'tool', tokens }) as const),
  ...[60, 200, 500].map((tokens) => ({ kind: 'text', tokens }) as const),
];

const stage = await startHoldStage();
const lines = ['reply            first byte, ms                    whole, ms'];
lines.push('                 held   not held   added            held   not held   ratio');
let worstRatio = 0;
for (const shape of shapes) {
  const times: { readonly held: TimedReply[]; readonly unheld: TimedReply[] } = { held: [], unheld: [] };
  for (let round = 0; round < rounds; round++) {
    // Side by side, so that whatever else the machine does befalls both.
    const pair = [
      timeReply(stage, { ...shape, round, isHeld: true }),
      timeReply(stage, { ...shape, round, isHeld: false }),
    ];
    const [held, unheld] = await Promise.all(pair);
    if (held !== undefined) times.held.push(held);
    if (unheld !== undefined) times.unheld.push(unheld);
  }
  const first = [times.held, times.unheld].map((list) => median(list.map(({ firstByteMs }) => firstByteMs)));
  const whole = [times.held, times.unheld].map((list) => median(list.map(({ wholeMs }) => wholeMs)));
  const ratio = (whole[0] ?? 0) / (whole[1] ?? 1);
  if (shape.kind === 'tool') worstRatio = Math.max(worstRatio, ratio);
  lines.push(row({ name: `${shape.kind}, ${shape.tokens} out`, first, whole, ratio }));
}
await stage.close();
process.stdout.write(`${lines.join('\n')}\n`);
process.stdout.write(`end of tool turns, held to not held, at most ${worstRatio.toFixed(3)} (bound 1.02)\n`);
process.exitCode = worstRatio <= 1.02 ? 0 : 1;

interface Row {
  readonly name: string;
  /** Held, then not held. */
  readonly first: readonly number[];
  readonly whole: readonly number[];
  readonly ratio: number;
}

function row({ name, first, whole, ratio }: Row): string {
  const [held = 0, unheld = 0] = first;
  const [heldWhole = 0, unheldWhole = 0] = whole;
  const cell = (value: number, width: number) => value.toFixed(0).padStart(width);
  return `${name.padEnd(14)}${cell(held, 7)}${cell(unheld, 11)}${cell(held - unheld, 8)}${cell(heldWhole, 16)}${cell(unheldWhole, 11)}${ratio.toFixed(3).padStart(8)}`;
}

function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0;
}
