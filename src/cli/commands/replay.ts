import { Command, InvalidArgumentError, Option } from 'commander';
import type { FinalResponse } from '../../core/index.ts';
import type { ReplayFlags } from '../replay/flags.ts';
import type { Terminal } from '../terminal.ts';

const defaultPair = 'claude-sonnet-5-5:claude-haiku-5-5';

/** `turnwise replay`: what policies would have cost on recorded conversations. */
export function replayCommand(terminal: Terminal): Command {
  return new Command('replay')
    .description('Say what policies would have cost on recorded conversations, beside the optimum in hindsight.')
    .argument(
      '<path...>',
      'recorded conversations, or folders of them: a record, Claude Code transcripts, pi sessions, trajectory JSONL',
    )
    .option(
      '-c, --config <file>',
      'settings whose rules say which turns of transcripts are simple; default turnwise.yaml, if there is one',
    )
    .addOption(
      new Option('--pair <reasoning:execution>', `two models; repeatable (default: ${defaultPair})`).argParser(collect),
    )
    .addOption(new Option('--caching <on|off>', 'prompt caching').choices(['on', 'off']).default('on'))
    .addOption(
      new Option(
        '--policy <name or file>',
        'always-reasoning, always-execution, names-only, turnwise, oracle, as-recorded, always-reasoning+warm, turnwise+warm, reasoning+warm, oracle+warm, always-reasoning+ttl, turnwise+ttl, always-reasoning+ttl+warm or a settings file; repeatable (default: the first five)',
      ).argParser(collect),
    )
    .option('--only <text>', 'only conversations whose first turn was recorded on a model with this in its name')
    .addOption(
      new Option('--second-worth <usd>', 'dollars that a second is worth, to the oracle too')
        .argParser(parseWorth)
        .default(0),
    )
    .addOption(
      new Option(
        '--final-response <mode>',
        'who may end a loop: accept (whoever answers), reasoning, or a number of tokens up to which it is whoever answers',
      ).argParser(parseFinalResponse),
    )
    .addOption(
      new Option('--cache-model <model>', 'how prompts lie in a cache')
        .choices(['simple', 'breakpoints'])
        .default('simple'),
    )
    .addOption(
      new Option(
        '--keep-warm <pings>',
        'ping the reasoning cache every 285 s, at most so often while nobody comes back',
      ).argParser(parseCount),
    )
    .addOption(
      new Option('--priced-at <date>', 'take the list prices of this day (default: today)').argParser(parseDay),
    )
    .option('--json', 'print [{file, pair, caching, conversations, turns, simple, policies}]')
    .addHelpText('after', replayNotes)
    .action((paths: readonly string[], flags: ReplayFlags) => replay(paths, flags, terminal));
}

const replayNotes = `
Percentages are of always-reasoning on the same turns. Turn and token counts are held fixed, so every saving is
an upper bound.

A record and a trajectory file say which turns the rules let the execution tier answer. In transcripts that is
read from the tool calls, by the rules and simpleTools of the settings; by default no coding agent's tool is simple.

--cache-model: simple caches whatever a prompt shares with the model's last one; breakpoints wants that one within
the 20 blocks before the prompt's end, where the API looks.

Exit code: 0 done, 1 nothing to replay, 2 usage.

Examples:
  turnwise replay ~/.claude/projects -c turnwise.yaml
  turnwise replay turnwise.sqlite --policy as-recorded --policy oracle --cache-model breakpoints
  turnwise replay traces.jsonl --only sonnet --pair claude-sonnet-4-5:claude-haiku-4-5
  turnwise replay traces.jsonl --final-response reasoning
  turnwise replay traces.jsonl --policy ./other.yaml --second-worth 0.002 --json`;

async function replay(paths: readonly string[], flags: ReplayFlags, terminal: Terminal): Promise<void> {
  // Loaded here, so that no other command pays for it.
  const { runReplay } = await import('../replay/run-replay.ts');
  await runReplay(paths, { ...flags, pair: flags.pair ?? [defaultPair] }, terminal);
}

function collect(one: string, others: readonly string[] = []): readonly string[] {
  return [...others, one];
}

function parseWorth(text: string): number {
  const worth = Number(text);
  if (text.trim() === '' || !Number.isFinite(worth) || worth < 0)
    throw new InvalidArgumentError('must be dollars, 0 or more.');
  return worth;
}

function parseFinalResponse(text: string): FinalResponse {
  if (text === 'accept' || text === 'reasoning') return text;
  const tokens = Number(text);
  if (!Number.isSafeInteger(tokens) || tokens <= 0)
    throw new InvalidArgumentError('must be accept, reasoning or a number of tokens.');
  return { acceptUpToTokens: tokens };
}

function parseCount(text: string): number {
  const count = Number(text);
  if (text.trim() === '' || !Number.isSafeInteger(count) || count < 0)
    throw new InvalidArgumentError('must be a whole number, 0 or more.');
  return count;
}

function parseDay(text: string): number {
  const atMs = Date.parse(text);
  if (Number.isNaN(atMs)) throw new InvalidArgumentError('must be a date like 2026-11-22.');
  return atMs;
}
