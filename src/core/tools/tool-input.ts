import type { ShellReading } from './shell.ts';
import { readShellCommand } from './shell.ts';

/** A tool call as far as patterns look at it. */
export interface ToolCall {
  readonly name: string;
  readonly input: unknown;
}

/**
 * What a parenthesised pattern applies to. `unclear`: the call carries several commands, and which one runs is unknown.
 */
export type MainInput =
  | { readonly kind: 'shell'; readonly reading: ShellReading }
  | { readonly kind: 'path'; readonly text: string }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'unclear' };

/** Shell tools of known clients and of MCP servers, in lower case without `_` and `-`. */
const shellTools: ReadonlySet<string> = new Set(
  (
    'bash sh zsh shell terminal exec localshell runshellcommand runshell runcommand runbash runbashcommand runterminalcmd ' +
    'runterminalcommand runinterminal executecommand executebash executeshell executeshellcommand executebashcommand ' +
    'execcommand shellcommand shellexec bashcommand bashtool shelltool terminalcommand'
  ).split(' '),
);

const shellKeys = ['command', 'cmd', 'script'];
const pathKeys =
  'file_path filePath absolute_path path notebook_path target_file filename file directory dir_path directory_path dir'.split(
    ' ',
  );
const textKeys = 'url uri query pattern regex q search_term'.split(' ');

/** Whether a tool runs shell commands, by its name or, for a server's or namespace's tool, the name's last part. */
export function isShellTool(name: string): boolean {
  const last = name.slice(name.search(/[^.:/]*$/)).replace(/^.*__/, '');
  return shellTools.has(last.replaceAll(/[-_]/g, '').toLowerCase());
}

/**
 * A call's main string input: for shell tools, and any tool with a `command`, `cmd` or `script`, that as a command line;
 * else the first known key with text, else the only string there is. Undefined where there is none.
 */
export function readMainInput({ name, input }: ToolCall): MainInput | undefined {
  if (typeof input === 'string') return isShellTool(name) ? toShell(input) : { kind: 'text', text: input };
  if (typeof input !== 'object' || input === null || Array.isArray(input)) return undefined;
  const commands = shellKeys.map((key) => toCommandLine(Reflect.get(input, key))).filter((line) => line !== undefined);
  if (commands.length > 1) return { kind: 'unclear' };
  if (commands[0] !== undefined) return toShell(commands[0]);
  const isShell = isShellTool(name);
  const path = isShell ? undefined : findText(input, pathKeys);
  if (path !== undefined) return { kind: 'path', text: path };
  const text = (isShell ? undefined : findText(input, textKeys)) ?? findOnlyText(input);
  if (text === undefined) return undefined;
  return isShell ? toShell(text) : { kind: 'text', text };
}

function toShell(command: string): MainInput {
  return { kind: 'shell', reading: readShellCommand(command) };
}

/**
 * A command as text: a string, or an argument list, whose items are quoted so that they stay what they are. A list that
 * is a shell with its script (`["bash", "-lc", "..."]`) is how some clients call every command: the script is meant.
 */
function toCommandLine(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (!Array.isArray(value)) return undefined;
  const items: string[] = [];
  for (const item of value) {
    if (typeof item !== 'string') return undefined;
    items.push(item);
  }
  const [program, option, script] = items;
  const runsScript = /^(?:\/(?:usr\/)?bin\/)?(?:ba|z|da)?sh$/.test(program ?? '') && /^-l?c$/.test(option ?? '');
  if (runsScript && script !== undefined && items.length === 3) return script;
  return items.map((item) => `'${item.replaceAll("'", String.raw`'\''`)}'`).join(' ');
}

function findText(input: object, keys: readonly string[]): string | undefined {
  for (const key of keys) {
    const value: unknown = Reflect.get(input, key);
    if (typeof value === 'string' && value !== '') return value;
  }
  return undefined;
}

function findOnlyText(input: object): string | undefined {
  const texts = Object.values(input).filter((value) => typeof value === 'string');
  return texts.length === 1 ? texts[0] : undefined;
}
