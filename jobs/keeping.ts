/**
 * What keeping caches warm is worth on the recorded trajectories, and how well returns are foretold: the fixed rule of k
 * pings, the stopping rule with priors from other conversations only (5-fold), learning on in the order of the
 * file, and a reliability table. `--prior` prints the prior's table instead. Fails where a figure misses its target.
 */
import { asPrior, fitReturnModel, priorModel, type ReturnModel, type Wait } from '../src/core/index.ts';
import {
  alwaysReasoning,
  keepAtMost,
  keepInHindsight,
  keptWarm,
  type PolicyReport,
  type Trajectory,
  turnwisePolicy,
} from '../src/replay/index.ts';
import { type FoldKind, foldKinds, foldsOf } from './keeping/folds.ts';
import { type FoldedReport, type PairName, pairNames, play, playedFolds } from './keeping/play.ts';
import { countAlike, priorTable } from './keeping/prior-table.ts';
import { recordedIn } from './keeping/recordings.ts';
import { reliabilityTable } from './keeping/reliability.ts';
import { targets } from './keeping/targets.ts';
import { waitsOf, withoutCopies, withoutForks } from './keeping/waits.ts';

const traces = await recordedIn('claude-code-traces');
const halves = halvesOf(withoutForks(traces));
const fitted = fitReturnModel(withoutCopies(traces.flatMap(waitsOf)), priorModel.origin);
let misses = 0;

function say(line = ''): void {
  process.stdout.write(`${line}\n`);
}

/** A percentage, marked and counted where it is above what it may be. */
function atMost(most: number, percent: number | null | undefined): string {
  if (typeof percent === 'number' && percent <= most) return percent.toFixed(2);
  misses += 1;
  return `${percent?.toFixed(2)} (at most ${most})`;
}

function shortly({ costPercent, pings, pingUsd }: Pick<PolicyReport, 'costPercent' | 'pings' | 'pingUsd'>): string {
  return `${costPercent?.toFixed(2).padStart(6)}   ${pings} pings, $${pingUsd.toFixed(2)}`;
}

function sayFixedRule(pair: PairName): void {
  const counts = Array.from({ length: 12 }, (_, index) => index + 1);
  const cells = counts.map((pings) => play(traces, { pair, keeper: keepAtMost(pings) }).costPercent?.toFixed(1));
  const hindsight = play(traces, { pair, policy: keepInHindsight }).costPercent?.toFixed(1);
  say(`${pair}  ${cells.map((cell) => cell?.padStart(5)).join(' ')}   hindsight ${hindsight}`);
}

function sayFolds(pair: PairName, kind: FoldKind): void {
  const folds = foldsOf(traces, kind);
  const keepOnly = playedFolds(traces, { pair, folds });
  const routed = playedFolds(traces, { pair, folds, policy: turnwisePolicy() });
  const isHeld = kind === 'conversation';
  sayFolded(`${pair}  by ${kind}`, keepOnly, isHeld ? targets.keepOnly[pair] : undefined);
  sayFolded('     turnwise+warm', routed, isHeld ? keepOnly.costPercent : undefined);
}

function sayFolded(heading: string, folded: FoldedReport, most: number | undefined): void {
  const { costPercent, worstPercent, worstId, pings, pingUsd } = folded;
  const cost = most === undefined ? costPercent.toFixed(2) : atMost(most, costPercent);
  const worst = `worst over $0.50: ${atMost(targets.worst, worstPercent)} (${worstId})`;
  say(`${heading.padEnd(22)} ${cost}   ${pings} pings, $${pingUsd.toFixed(2)}; ${worst}`);
}

function sayToldEnds(pair: PairName): void {
  const { costPercent, pings } = playedFolds(traces, { pair, folds: foldsOf(traces, 'group'), isToldEnds: true });
  say(`${pair}  by group         ${costPercent.toFixed(2)}   ${pings} pings`);
}

async function sayOthers(pair: PairName): Promise<void> {
  for (const file of ['pi-session', 'claude-code-session', 'tau-airline', 'bashkit']) {
    const conversations = await recordedIn(file);
    const prior = play(conversations, { pair, policy: keptWarm(alwaysReasoning, { learn: false }) });
    const learning = play(conversations, { pair, policy: keptWarm(alwaysReasoning) });
    const cost = file === 'pi-session' ? atMost(targets.piSession, prior.costPercent) : prior.costPercent?.toFixed(2);
    say(`${pair}  ${file.padEnd(22)}${cost?.padStart(6)}   learning ${learning.costPercent?.toFixed(2)}`);
  }
}

/** Learning from conversation to conversation on the later half, beside the prior of the earlier half as it is. */
function sayLearning(pair: PairName): void {
  const { model, later } = halves;
  const still = play(later, { pair, policy: keptWarm(alwaysReasoning, { model, learn: false }) });
  const learning = play(later, { pair, policy: keptWarm(alwaysReasoning, { model }) });
  const ignorant = play(later, {
    pair,
    policy: keptWarm(alwaysReasoning, { model: asPrior(fitReturnModel([], 'nothing')) }),
  });
  say(`${pair}  prior of the earlier half, still      ${shortly(still)}`);
  say(`${pair}  prior of the earlier half, learning   ${shortly(learning)}`);
  say(`${pair}  no prior at all, learning             ${shortly(ignorant)}`);
}

function sayReliability(): void {
  const told: [Wait, ReturnModel][] = [];
  const onWait = (wait: Wait, model: ReturnModel): number => told.push([wait, model]);
  play(halves.later, { pair: '5.5', policy: keptWarm(alwaysReasoning, { model: halves.model, onWait }) });
  say(reliabilityTable(told));
}

/** The traces in the order of their file, one of each group of forks: a prior from one half, the other to be played. */
function halvesOf(conversations: readonly Trajectory[]) {
  const half = Math.ceil(conversations.length / 2);
  const waits = withoutCopies(conversations.slice(0, half).flatMap(waitsOf));
  return { model: asPrior(fitReturnModel(waits, 'earlier-half')), later: conversations.slice(half) };
}

async function report(): Promise<void> {
  const shown = countAlike(priorModel, asPrior(fitted));
  if (!shown) misses += 1;
  say(
    `prior ${priorModel.version}: ${shown ? 'as fitted on these traces' : 'NOT what these traces give (--prior prints it)'}`,
  );
  say('\nfixed rule, k = 1 to 12, cost in % of never pinging');
  for (const pair of pairNames) sayFixedRule(pair);
  say('\nkeep-only and turnwise+warm, priors only, 5-fold; a group is all conversations that share history');
  for (const pair of pairNames) for (const kind of foldKinds) sayFolds(pair, kind);
  say('\nthe same, told which turn is the last: what knowing that nobody will come back is worth');
  for (const pair of pairNames) sayToldEnds(pair);
  say('\nother recordings, the prior as shipped');
  for (const pair of pairNames) await sayOthers(pair);
  say('\nlearning on: the later half in the order of the file (the traces carry no dates), forks left out');
  for (const pair of pairNames) sayLearning(pair);
  say('\nreliability of the learnt hazard on that half, each wait foretold before it was learnt from');
  sayReliability();
  say(`\n${misses} figures beyond their target`);
}

if (process.argv.includes('--prior')) say(priorTable(fitted));
else await report();
process.exitCode = misses === 0 ? 0 : 1;
