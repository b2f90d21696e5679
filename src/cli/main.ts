import { readFileSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import { demoCommand } from './commands/demo.ts';
import { explainCommand } from './commands/explain.ts';
import { pricesCommand } from './commands/prices.ts';
import { replayCommand } from './commands/replay.ts';
import { reportCommand } from './commands/report.ts';
import { serveCommand } from './commands/serve.ts';
import { CommandError, exitCode } from './exit.ts';
import { processTerminal, type Terminal } from './terminal.ts';

/** The program with all its commands. */
export function createProgram(terminal: Terminal): Command {
  const program = new Command('turnwise')
    .description(
      'Per-turn model routing for LLM agents: rules say which tiers may answer, arithmetic says which one should.',
    )
    .version(packageVersion())
    .showHelpAfterError('(see --help)')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.out(text.trimEnd()),
      writeErr: (text) => terminal.note(text.trimEnd()),
    });
  const commands = [serveCommand, demoCommand, explainCommand, replayCommand, reportCommand, pricesCommand];
  for (const create of commands) {
    const command = create(terminal);
    program.addCommand(command.exitOverride().copyInheritedSettings(program));
  }
  return program;
}

/** Runs a command line; sets the exit code (0 done, 1 finding or failure, 2 usage) and never throws. */
export async function main(argv: readonly string[], terminal: Terminal = processTerminal): Promise<void> {
  try {
    await createProgram(terminal).parseAsync([...argv]);
  } catch (error) {
    process.exitCode = exitCodeOf(error, terminal);
  }
}

function exitCodeOf(error: unknown, terminal: Terminal): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCode.done : exitCode.usage;
  if (error instanceof CommandError) {
    terminal.note(`turnwise: ${error.message}`);
    return error.exitCode;
  }
  terminal.note(error instanceof Error ? (error.stack ?? error.message) : String(error));
  return exitCode.failure;
}

function packageVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  return typeof manifest === 'object' && manifest !== null && 'version' in manifest
    ? String(manifest.version)
    : 'unknown';
}
