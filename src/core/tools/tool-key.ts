import { knownPrograms } from './known-programs.ts';
import type { ShellCommand } from './shell-reader.ts';
import type { ToolCall } from './tool-input.ts';
import { isShellTool, readMainInput } from './tool-input.ts';

/* What only shortens, orders or counts the output of the command before it says nothing about the work that was done. */
const filters: ReadonlySet<string> = new Set('head tail wc sort uniq cut tr cat nl column grep'.split(' '));

/* How far options and their values may push a subcommand back: `git -C somewhere --no-pager log`. */
const subcommandReach = 5;

/**
 * The name under which a call is counted: the tool's, and for shell tools its program and first known subcommand
 * (`Bash:npm test`). Both come from a closed list, so nothing of a call's arguments is ever kept. Parts that are `cd`,
 * assignments or filters behind a pipe are passed over, and so is what stands in brackets if anything else is there; parts
 * with different keys, unknown programs and lines that are not understood give `Bash:other`.
 */
export function toolKey({ name, input }: ToolCall): string {
  if (!isShellTool(name)) return name;
  const main = readMainInput({ name, input });
  const reading = main?.kind === 'shell' ? main.reading : undefined;
  return `${name}:${(reading?.understood && keyOfCommands(reading.commands)) || 'other'}`;
}

function keyOfCommands(commands: readonly ShellCommand[]): string | undefined {
  const programs = commands.filter(({ words }) => words.length > 0);
  const telling = programs.filter((command) => !isPassedOver(command));
  const outer = telling.filter(({ depth }) => depth === 0);
  const [first, ...others] = outer.length > 0 ? outer : telling;
  if (first === undefined) return programs.length > 0 ? 'cd' : undefined;
  const key = keyOfCommand(first);
  return others.every((command) => keyOfCommand(command) === key) ? key : undefined;
}

function isPassedOver({ words, piped }: ShellCommand): boolean {
  const program = words[0]?.text ?? '';
  return program === 'cd' || (piped && filters.has(program));
}

function keyOfCommand({ words }: ShellCommand): string | undefined {
  const program = words[0]?.text ?? '';
  const subcommands = knownPrograms.get(program);
  if (subcommands === undefined) return undefined;
  const subcommand = words
    .slice(1, 1 + subcommandReach)
    .find((word) => word.rest === 'nothing' && subcommands.has(word.text));
  return subcommand === undefined ? program : `${program} ${subcommand.text}`;
}
