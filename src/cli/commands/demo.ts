import { Command, InvalidArgumentError, Option } from 'commander';
import { type Surface, surfaces } from '../demo/seats.ts';
import type { Terminal } from '../terminal.ts';

interface DemoFlags {
  readonly speed: number;
  readonly live?: boolean;
  readonly once?: boolean;
  readonly json?: boolean;
  readonly record?: string;
  readonly through: Surface;
}

/** `turnwise demo`: a dozen tasks, routed and not, on a simulated API; then the gateway to try. */
export function demoCommand(terminal: Terminal): Command {
  return new Command('demo')
    .description(
      'Play a dozen tasks with and without routing on a simulated API, compare, and keep the gateway running.',
    )
    .option('--once', 'end after the comparison instead of serving on')
    .option('--json', 'print {conversations, totals} as JSON on stdout, progress on stderr; implies --once')
    .addOption(
      new Option('--speed <factor>', 'how many times faster than modelled the simulator answers')
        .argParser(parseSpeed)
        .default(20),
    )
    .option('--record <file>', 'keep the record of every routed turn in this SQLite file (default: a temporary one)')
    .addOption(
      new Option(
        '--through <surface>',
        'what routes the turns: the gateway, the agent loop itself, or the SDK’s middleware',
      )
        .choices(surfaces)
        .default('gateway'),
    )
    .addOption(
      new Option('--live', 'play on the real API, with ANTHROPIC_API_KEY: it costs money; implies --once').conflicts(
        'speed',
      ),
    )
    .addHelpText('after', demoNotes)
    .action((flags: DemoFlags) => demo(flags, terminal));
}

const demoNotes = `
Every task is played twice at the same time: by an assistant that talks straight to the API
(always the reasoning model), and by the same assistant routed: through the gateway, or as
--through says. The saving is the
difference of two runs. What in it is measured, modelled or scripted is said under the table;
--live measures everything, on models that follow no script.

Environment:
  ANTHROPIC_API_KEY   the key for --live
  TURNWISE_UPSTREAM   where --live goes instead of https://api.anthropic.com
  NO_COLOR            no colours

Exit code: 0 done, 1 a conversation did not end as scripted or something failed, 2 usage.

Examples:
  turnwise demo
  turnwise demo --once --record demo.sqlite
  turnwise demo --json | jq .totals
  ANTHROPIC_API_KEY=... turnwise demo --live`;

async function demo({ speed, live, once, json, record, through }: DemoFlags, terminal: Terminal): Promise<void> {
  // Loaded here, so that no other command pays for simulator and scenarios.
  const { runDemo } = await import('../demo/run-demo.ts');
  process.exitCode = await runDemo(
    {
      speed,
      live: live === true,
      once: once === true || json === true || live === true,
      json: json === true,
      through,
      ...(record === undefined ? {} : { recordPath: record }),
    },
    { terminal, environment: process.env, outIsTerminal: process.stdout.isTTY === true },
  );
}

function parseSpeed(text: string): number {
  const speed = Number(text);
  if (!Number.isFinite(speed) || speed <= 0) throw new InvalidArgumentError('must be a number above 0.');
  return speed;
}
