import { given, type Policy as Ruling } from '../../core/index.ts';
import {
  breakpointCacheModel,
  createReplay,
  firstModelOf,
  keepAtMost,
  type Policy,
  type RecordedOptions,
  type Replay,
  type ReplayOptions,
  readRecorded,
  simpleCacheModel,
  type Trajectory,
  tierPairOf,
} from '../../replay/index.ts';
import { requireConfig } from '../config-file.ts';
import { CommandError, exitCode } from '../exit.ts';
import type { Terminal } from '../terminal.ts';
import type { ReplayFlags } from './flags.ts';
import { legend } from './legend.ts';
import { progressBar } from './progress.ts';
import { policiesOf } from './replay-policies.ts';
import { type ReplayRow, renderReplay } from './table.ts';

/** Reads every path once, plays all pairs and policies as it goes, and prints what came of it. */
export async function runReplay(paths: readonly string[], flags: ReplayFlags, terminal: Terminal): Promise<void> {
  const { policies, configs } = policiesOf(flags.policy ?? []);
  const rulings = [requireConfig(flags.config), ...configs].map(({ policy }) => policy);
  const rows: ReplayRow[] = [];
  let estimated = 0;
  for (const file of paths) {
    // Made anew for each file: what a policy learns on one is not used on another.
    const replays = (flags.pair ?? []).map((pair) => ({
      pair,
      replay: createReplay(optionsOf(pair, flags, policies)),
    }));
    const playing = { replays: replays.map(({ replay }) => replay), flags, rulings, terminal };
    estimated += await playFile(file, playing);
    for (const { pair, replay } of replays) rows.push({ file, pair, caching: flags.caching, ...replay.report() });
  }
  const isEmpty = rows.every(({ turns }) => turns === 0);
  terminal.out(
    flags.json
      ? JSON.stringify(rows, null, 2)
      : `${rows.map(renderReplay).join('\n\n')}\n\n${legend(flags, { turns: rows[0]?.turns ?? 0, estimated })}`,
  );
  if (isEmpty) throw new CommandError('no conversation was found to replay');
}

interface Playing {
  readonly replays: readonly Replay[];
  readonly flags: ReplayFlags;
  readonly rulings: readonly Ruling[];
  readonly terminal: Terminal;
}

/** Plays what is in a file or folder; resolves to the number of turns whose shared prefix is an estimate. */
async function playFile(file: string, { replays, flags, rulings, terminal }: Playing): Promise<number> {
  const [ruling, ...otherRulings] = rulings;
  if (ruling === undefined) throw new Error('no rules to read turns by');
  const bar = progressBar(file, terminal.isInteractive);
  const problems: string[] = [];
  const options: RecordedOptions = {
    ruling,
    otherRulings,
    onBytes: bar.onBytes,
    onProblem: (problem) => problems.push(problem),
  };
  let estimated = 0;
  try {
    for await (const conversation of readRecorded(file, options)) {
      if (!isWanted(conversation, flags.only)) continue;
      estimated += conversation.turns.filter(({ isPrefixEstimated }) => isPrefixEstimated).length;
      for (const replay of replays) replay.add(conversation);
    }
  } catch (error) {
    if (error instanceof Error && 'code' in error) throw new CommandError(error.message, exitCode.usage);
    throw error;
  } finally {
    bar.done();
    for (const problem of problems) terminal.note(problem);
  }
  return estimated;
}

function isWanted(conversation: Trajectory, only: string | undefined): boolean {
  return only === undefined || firstModelOf(conversation)?.includes(only) === true;
}

function optionsOf(pair: string, flags: ReplayFlags, policies: readonly Policy[]): ReplayOptions {
  const [reasoning, execution, ...more] = pair.split(':');
  if (!reasoning || !execution || more.length > 0)
    throw new CommandError(`--pair wants reasoning:execution, not ${JSON.stringify(pair)}`, exitCode.usage);
  const tiers = tierPairOf({ reasoning, execution, pricedAtMs: flags.pricedAt ?? Date.now() });
  if (typeof tiers === 'string') throw new CommandError(tiers, exitCode.usage);
  return {
    tiers,
    caching: flags.caching === 'on',
    policies,
    secondWorthUsd: flags.secondWorth,
    ...given('finalResponse', flags.finalResponse),
    cacheModel: flags.cacheModel === 'breakpoints' ? breakpointCacheModel : simpleCacheModel,
    ...given('keeper', flags.keepWarm === undefined ? undefined : keepAtMost(flags.keepWarm)),
  };
}
