import { given } from '../../core/index.ts';
import {
  createReplay,
  firstModelOf,
  keepAtMost,
  namedPolicies,
  type Policy,
  type Replay,
  type ReplayOptions,
  readTrajectories,
  type Trajectory,
  tierPairOf,
} from '../../replay/index.ts';
import { CommandError, exitCode } from '../exit.ts';
import type { Terminal } from '../terminal.ts';
import type { ReplayFlags } from './flags.ts';
import { progressBar } from './progress.ts';
import { type ReplayRow, renderReplay } from './table.ts';

/** Reads every path once, plays all pairs and policies as it goes, and prints what came of it. */
export async function runReplay(paths: readonly string[], flags: ReplayFlags, terminal: Terminal): Promise<void> {
  const pairs = flags.pair.map((pair) => ({ pair, options: optionsOf(pair, flags) }));
  const rows: ReplayRow[] = [];
  for (const file of paths) {
    const replays = pairs.map(({ pair, options }) => ({ pair, replay: createReplay(options) }));
    await playFile(file, { replays: replays.map(({ replay }) => replay), flags, terminal });
    for (const { pair, replay } of replays) rows.push({ file, pair, caching: flags.caching, ...replay.report() });
  }
  terminal.out(
    flags.json ? JSON.stringify(rows, null, 2) : `${rows.map(renderReplay).join('\n\n')}\n\n${legend(flags)}`,
  );
  if (rows.every(({ turns }) => turns === 0)) throw new CommandError('no conversation was found to replay');
}

interface Playing {
  readonly replays: readonly Replay[];
  readonly flags: ReplayFlags;
  readonly terminal: Terminal;
}

async function playFile(file: string, { replays, flags, terminal }: Playing): Promise<void> {
  let unreadable = 0;
  const bar = await progressBar(file, terminal.isInteractive).catch(unreadablePath);
  const onUnreadable = () => {
    unreadable += 1;
  };
  try {
    for await (const conversation of readTrajectories(file, { onBytes: bar.onBytes, onUnreadable }))
      if (isWanted(conversation, flags.only)) for (const replay of replays) replay.add(conversation);
  } catch (error) {
    unreadablePath(error);
  } finally {
    bar.done();
  }
  if (unreadable > 0) terminal.note(`${file}: ${unreadable} lines are no conversation and were left out`);
}

function isWanted(conversation: Trajectory, only: string | undefined): boolean {
  return only === undefined || firstModelOf(conversation)?.includes(only) === true;
}

function optionsOf(pair: string, flags: ReplayFlags): ReplayOptions {
  const [reasoning, execution, ...more] = pair.split(':');
  if (!reasoning || !execution || more.length > 0)
    throw new CommandError(`--pair wants reasoning:execution, not ${JSON.stringify(pair)}`, exitCode.usage);
  const tiers = tierPairOf({ reasoning, execution, pricedAtMs: flags.pricedAt ?? Date.now() });
  if (typeof tiers === 'string') throw new CommandError(tiers, exitCode.usage);
  return {
    tiers,
    caching: flags.caching === 'on',
    policies: policiesOf(flags.policy),
    secondWorthUsd: flags.secondWorth,
    ...given('keeper', flags.keepWarm === undefined ? undefined : keepAtMost(flags.keepWarm)),
  };
}

function policiesOf(names: readonly string[]): readonly Policy[] {
  if (names.length === 0) return namedPolicies;
  return [...new Set(names)].map((name) => {
    const policy = namedPolicies.find((one) => one.name === name);
    if (policy !== undefined) return policy;
    const known = namedPolicies.map((one) => one.name).join(', ');
    throw new CommandError(`there is no policy ${JSON.stringify(name)}; there are ${known}`, exitCode.usage);
  });
}

function unreadablePath(error: unknown): never {
  if (error instanceof Error && 'code' in error) throw new CommandError(error.message, exitCode.usage);
  throw error;
}

function legend({ secondWorth }: ReplayFlags): string {
  return `Recorded: turns, their times, tokens and which are simple. Modelled: what is cached (each model's own cache, 300 s from a
request's start), the cost at list prices, and all seconds. % are of always-reasoning on the same turns; "of oracle" is
the share of what the optimum in hindsight saves${secondWorth > 0 ? ` with a second worth $${secondWorth}` : ''}. Turn and token counts are held fixed, so every saving is an upper bound.`;
}
