/**
 * The demo: a stage is set, a dozen tasks are played on it, routed and not; then what came out, as a table or as JSON,
 * and the gateway goes on serving until it is told to stop.
 */
import { once } from 'node:events';
import { given } from '../../core/index.ts';
import { CommandError, exitCode } from '../exit.ts';
import type { Terminal } from '../terminal.ts';
import { type Colors, colorsFor } from './colors.ts';
import { totalOf } from './compare.ts';
import { howToTry } from './how-to-try.ts';
import { toJson } from './json.ts';
import { renderLegend } from './legend.ts';
import { liveNotice } from './live.ts';
import { loadSdk } from './load-sdk.ts';
import { createProgress, turnLine } from './progress.ts';
import { toRoutedTurn } from './routed-turn.ts';
import { type Played, runTasks } from './run-tasks.ts';
import { scenarios } from './scenarios/index.ts';
import { type Surface, surfaceNames } from './seats.ts';
import { type Stage, setStage } from './stage.ts';
import { listenForStop } from './stop-signal.ts';
import { renderTable } from './table.ts';

/** What the command line asks for. */
export interface DemoOptions {
  /** How many times faster than modelled the simulator answers. */
  readonly speed: number;
  readonly live: boolean;
  /** End after the table instead of serving on. */
  readonly once: boolean;
  readonly json: boolean;
  /** What routes the turns. */
  readonly through: Surface;
  readonly recordPath?: string;
}

/** Where the demo runs. */
export interface Surroundings {
  readonly terminal: Terminal;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly outIsTerminal: boolean;
}

/** Runs the demo and returns its exit code. Ctrl-C while it plays is a failure, while it serves the normal end. */
export async function runDemo(options: DemoOptions, surroundings: Surroundings): Promise<number> {
  const { terminal, environment } = surroundings;
  const { recordPath } = options;
  const upstream = options.live ? { apiKey: keyOf(environment) } : { timeScale: 1 / options.speed };
  const Client = await loadSdk();
  const onProblem = (message: string) => terminal.note(`turnwise: ${message}`);
  const stage = await setStage({ scenarios, upstream, environment, onProblem, ...given('recordPath', recordPath) });
  const { signal, release } = listenForStop();
  try {
    const colors = colorsFor(terminal.isInteractive, environment);
    const cast = { Client, signal, through: options.through };
    terminal.note(stage.simulated ? opening(options) : await liveNotice(stage, cast));
    if (terminal.isInteractive) terminal.note(turnLineKey);
    const progress = createProgress(terminal, colors, scenarios.length);
    const played = await runTasks(scenarios, { ...cast, stage }, progress);
    if (signal.aborted) throw new CommandError('stopped before the end');
    report(played, options, { ...surroundings, stage });
    if (!options.once) await serveOn(stage, terminal, { colors, signal });
    return played.failures.length === 0 ? exitCode.done : exitCode.failure;
  } finally {
    release();
    await stage.close();
  }
}

function keyOf(environment: Surroundings['environment']): string {
  const { ANTHROPIC_API_KEY: key } = environment;
  if (key) return key;
  throw new CommandError('--live calls the real API and needs a key in ANTHROPIC_API_KEY', exitCode.usage);
}

const turnLineKey =
  'A turn: R reasoning or e execution tier, tokens, time, cost, saved against the modelled baseline.\n';

function opening({ speed, recordPath, through }: DemoOptions): string {
  return [
    `An assistant plays ${scenarios.length} tasks on a simulated API, ${speed} times faster than modelled:`,
    `${surfaceNames[through]}, as told below, and at the same time without, for the comparison.`,
    ...(recordPath === undefined ? [] : [`The routed turns are recorded in ${recordPath}.`]),
    '',
  ].join('\n');
}

function report(
  { conversations, failures }: Played,
  { json, speed, through }: DemoOptions,
  { terminal, environment, outIsTerminal, stage }: Surroundings & { readonly stage: Stage },
): void {
  const totals = totalOf(conversations);
  if (json) terminal.out(JSON.stringify(toJson(conversations, totals), undefined, 2));
  else if (conversations.length > 0) {
    const timeName = stage.simulated ? 'TIME, MODELLED' : 'TIME';
    const table = renderTable({ conversations, totals }, timeName, colorsFor(outIsTerminal, environment));
    terminal.out(`\n${table}\n`);
    terminal.out(renderLegend(conversations, { simulated: stage.simulated, speed, through }));
  }
  if (failures.length > 0) {
    const ids = failures.map(({ id }) => id).join(', ');
    terminal.note(`\nturnwise: left out of the figures, since they did not end as scripted: ${ids}`);
  }
}

/** Serves until told to stop, and shows every turn that comes in. */
async function serveOn(
  stage: Stage,
  terminal: Terminal,
  { colors, signal }: { readonly colors: Colors; readonly signal: AbortSignal },
): Promise<void> {
  let turn = 0;
  stage.events.forward((event) => {
    turn += 1;
    terminal.note(turnLine(toRoutedTurn(event, { turn, durationMs: event.durationMs, stage }), colors));
  });
  const [first] = scenarios;
  if (first !== undefined) terminal.out(`\n${howToTry(stage, first)}\n`);
  if (!signal.aborted) await once(signal, 'abort');
}
