/**
 * Replays the recorded trajectories and holds the result against what data/README.md says of them: the four reference
 * policies under both pairs, and caches kept warm by pings. A difference at the first decimal fails. Then the largest
 * file once more through the command line, for its time and peak memory, and recorded conversations through the gateway,
 * whose record is replayed and held against what was billed.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { compilePolicy, nanoToUsd, parseSettings, type Policy as Ruling } from '../src/core/index.ts';
import {
  alwaysReasoning,
  createReplay,
  firstModelOf,
  keepAtMost,
  keepInHindsight,
  type Replay,
  type ReplayOptions,
  readRecorded,
  referencePolicies,
  replayConversations,
  type Trajectory,
  tierPairOf,
} from '../src/replay/index.ts';
import {
  type ExpectedFile,
  expectedFiles,
  expectedKeepWarm,
  keepWarmColumns,
  type PairName,
  pairs,
  piSessionUsd,
} from './replay/expected.ts';
import { playOverSockets } from './replay/sockets.ts';
import { requireShared } from './shared-data.ts';

const root = requireShared('data/trajectories');
const pricedAtMs = Date.parse('2026-11-22');
/** How far the modelled caches may be from the simulator's. */
const mostReplayErrorPercent = 1;
const most = { turns: 29_903, seconds: 60, mebibytes: 1_024 };
const ruling = defaultRuling();
let checks = 0;
let differences = 0;

/** Trajectories say themselves which turns are simple; the default rules are asked for nothing. */
function defaultRuling(): Ruling {
  const parsed = parseSettings({});
  const compiled = parsed.ok ? compilePolicy(parsed.settings) : parsed;
  if (parsed.ok && compiled.ok) return compiled.policy;
  throw new Error(`the default settings are wrong: ${JSON.stringify(compiled)}`);
}

function optionsFor(pair: PairName): ReplayOptions {
  const [reasoning = '', execution = ''] = pairs[pair].split(':');
  const tiers = tierPairOf({ reasoning, execution, pricedAtMs });
  if (typeof tiers === 'string') throw new Error(tiers);
  return { tiers, caching: true, policies: referencePolicies };
}

/** The figure with one decimal; marked, counted and followed by the expected one where they differ. */
function compared(found: number | null | undefined, expected: number | undefined): string {
  const text = typeof found === 'number' ? found.toFixed(1) : '?';
  if (expected === undefined) return text;
  checks += 1;
  if (text === expected.toFixed(1)) return text;
  differences += 1;
  return `${text} (expected ${expected.toFixed(1)})`;
}

function conversationsOf(file: string): AsyncIterable<Trajectory> {
  const onProblem = (problem: string) => {
    differences += 1;
    process.stdout.write(`FAIL ${problem}\n`);
  };
  return readRecorded(`${root}/${file}.jsonl`, { ruling, onProblem });
}

async function play(file: string, replays: readonly Replay[], only = ''): Promise<void> {
  for await (const conversation of conversationsOf(file))
    if (firstModelOf(conversation)?.includes(only) ?? only === '')
      for (const replay of replays) replay.add(conversation);
}

async function compareFile({ file, only, conversations, pairs: expected }: ExpectedFile): Promise<void> {
  const names: readonly PairName[] = ['4.5', '5.5'];
  const replays = names.map((pair) => createReplay(optionsFor(pair)));
  await play(file, replays, only);
  for (const [index, pair] of names.entries()) {
    const report = replays[index]?.report();
    if (report?.conversations !== conversations) differences += 1;
    const cells = referencePolicies.map(({ name }) => {
      const found = report?.policies[name];
      const [cost, latency] = expected[pair][name] ?? [];
      return `${compared(found?.costPercent, cost)} / ${compared(found?.latencyPercent, latency)}`.padEnd(22);
    });
    const heading = `${file}${only === undefined ? '' : ` (${only})`}, ${pair}`;
    process.stdout.write(`${heading.padEnd(34)}${String(report?.conversations).padStart(5)}  ${cells.join('')}\n`);
    if (file !== 'pi-session' || pair !== '4.5') continue;
    const usd = report?.policies['always-reasoning']?.usd.toFixed(2);
    if (usd !== piSessionUsd.toFixed(2)) differences += 1;
    process.stdout.write(`  always-reasoning bills $${usd}; recorded: $${piSessionUsd.toFixed(2)}\n`);
  }
}

async function compareKeepWarm({ file, pair, percents }: (typeof expectedKeepWarm)[number]): Promise<void> {
  const cells: string[] = [];
  for (const [index, pings] of keepWarmColumns.entries()) {
    const kept =
      pings === 'cheaper'
        ? { policies: [keepInHindsight] }
        : { policies: [alwaysReasoning], keeper: keepAtMost(pings) };
    const conversations = conversationsOf(file);
    const report = await replayConversations(conversations, { ...optionsFor(pair), ...kept });
    const [policy] = Object.values(report.policies);
    cells.push(compared(policy?.costPercent, percents[index]).padEnd(9));
  }
  process.stdout.write(`${`${file}, ${pair}`.padEnd(34)}${cells.join('')}\n`);
}

/** Runs the largest file through the command in a process of its own. */
function measure(): void {
  const meter = `process.on('exit', () => process.stderr.write('\\npeak ' + process.resourceUsage().maxRSS));`;
  const cli = fileURLToPath(new URL('../src/cli/run.ts', import.meta.url));
  const startedAt = performance.now();
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    [
      '--import',
      `data:text/javascript,${encodeURIComponent(meter)}`,
      cli,
      'replay',
      `${root}/claude-code-traces.jsonl`,
      '--json',
    ],
    { encoding: 'utf8' },
  );
  const seconds = (performance.now() - startedAt) / 1_000;
  const mebibytes = Number(/peak (\d+)/.exec(stderr)?.[1]) / 1_024;
  const isWhole = stdout.includes(`"turns": ${most.turns}`);
  if (status !== 0 || !isWhole || !(seconds <= most.seconds) || !(mebibytes <= most.mebibytes)) differences += 1;
  process.stdout.write(
    `\n${most.turns} turns through \`turnwise replay\`: ${seconds.toFixed(1)} s, peak memory ${mebibytes.toFixed(0)} MiB (at most ${most.seconds} s and ${most.mebibytes} MiB)${isWhole ? '' : ' FAIL: not all turns'}\n`,
  );
}

async function compareSockets(): Promise<void> {
  const { turns, executionTurns, billedNanoUsd, recordedNanoUsd, replayedNanoUsd } = await playOverSockets(ruling);
  const isExact = billedNanoUsd === recordedNanoUsd;
  const percent = (100 * replayedNanoUsd) / billedNanoUsd;
  if (!isExact || !(Math.abs(percent - 100) <= mostReplayErrorPercent)) differences += 1;
  process.stdout.write(
    `\nairline conversations through the gateway: ${turns} turns, ${executionTurns} on the execution tier\n` +
      `  billed by the simulator $${nanoToUsd(billedNanoUsd)}, by the record ${isExact ? 'the same to the nano-dollar' : `FAIL: ${recordedNanoUsd} nano-dollars`}\n` +
      `  the record replayed with breakpoints: ${percent.toFixed(2)} % of that (at most ${mostReplayErrorPercent} % off)\n`,
  );
}

process.stdout.write(
  `cost / latency in % of always-reasoning, caching on\n${''.padEnd(34)}convs  ${referencePolicies.map(({ name }) => name.padEnd(22)).join('')}\n`,
);
for (const file of expectedFiles) await compareFile(file);
process.stdout.write(
  `\nalways-reasoning kept warm: cost in % of never pinging, at most k pings\n${''.padEnd(34)}${keepWarmColumns.map((column) => String(column).padEnd(9)).join('')}\n`,
);
for (const row of expectedKeepWarm) await compareKeepWarm(row);
measure();
await compareSockets();
process.stdout.write(`\n${checks} figures compared with data/README.md, ${differences} differences\n`);
process.exitCode = differences === 0 ? 0 : 1;
