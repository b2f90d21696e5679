import { isGuarded } from './guarded-programs.ts';
import type { ShellProblem, WordBuilder } from './shell-reader.ts';

/*
 * From the words of a simple command to the program that really runs: assignments and wrappers are stripped, and what
 * can run or become something else is refused.
 */

const keywords: ReadonlySet<string> = new Set(
  'if then elif else fi for while until do done case esac select function in coproc ! [[ ]] }'.split(' '),
);

/** Programs and builtins that run what they are given; what that is, the words alone do not say. */
const runners: ReadonlySet<string> = new Set(
  (
    'eval exec source . builtin trap sudo doas su runuser pkexec chroot unshare nsenter xargs parallel nohup setsid ' +
    'stdbuf ionice taskset chrt flock watch entr script strace ltrace busybox toybox'
  ).split(' '),
);

/** Shells run a script file like any program; with options (`-c`, `-s`) or nothing they run text. */
const shells: ReadonlySet<string> = new Set('sh bash zsh dash ksh ash fish csh tcsh pwsh powershell cmd'.split(' '));

/** Builtins that can set `PATH` or give a name another meaning: what follows them cannot be judged by its name. */
const changers: ReadonlySet<string> = new Set(
  'alias unalias enable hash export declare typeset local readonly unset read mapfile readarray getopts let'.split(' '),
);

/*
 * Which variables may be assigned. The names that change what runs cannot be listed (PATH, LD_*, GIT_*, PAGER, EDITOR,
 * IFS, HOME, BASH_ENV, NODE_OPTIONS, PYTHONPATH, RIPGREP_CONFIG_PATH, LESSOPEN, ... and every program adds its own), so
 * the harmless ones are: these, and names that begin in lower case, which scripts use for themselves. The few lower-case
 * names that programs obey are left out: npm's settings, proxies, and zsh's twins of PATH.
 */
const harmlessVariable =
  /^(?:LANG|LANGUAGE|LC_[A-Z]+|TZ|TERM|COLUMNS|LINES|NO_COLOR|FORCE_COLOR|CLICOLOR|CLICOLOR_FORCE|CI|NODE_ENV|RUST_BACKTRACE|RUST_LOG|PYTHONUNBUFFERED|PYTHONDONTWRITEBYTECODE|PYTHONIOENCODING|PYTHONUTF8|(?!npm_|path$|fpath$|cdpath$|manpath$|mailpath$|module_path$)[a-z][A-Za-z0-9_]*(?<!_proxy))$/;

const assignment = /^([A-Za-z_][A-Za-z0-9_]*)\+?=/;

/** How many words a wrapper takes from here, itself included; 0 where it is the program; undefined where it is unclear. */
type CountWords = (words: readonly WordBuilder[], from: number) => number | undefined;

const wrappers: ReadonlyMap<string, CountWords> = new Map([
  ['time', countTime],
  ['timeout', countTimeout],
  ['nice', countNice],
  ['env', countEnv],
  ['command', countCommand],
]);

/** The programs that are stripped before a command is matched, so that no pattern should begin with them. */
export const shellWrappers: readonly string[] = [...wrappers.keys()];

/** Strips assignments and wrappers and gives the program's words (none for assignments alone), or why it is refused. */
export function settleCommand(words: readonly WordBuilder[]): readonly WordBuilder[] | ShellProblem {
  let from = 0;
  let mayAssign = true;
  for (;;) {
    const word = words[from];
    if (word === undefined) return [];
    const name = mayAssign ? assignment.exec(word.text.slice(0, word.plainLength))?.[1] : undefined;
    if (name !== undefined) {
      if (!harmlessVariable.test(name)) return 'assignment';
      from += 1;
      continue;
    }
    const countWords = wrappers.get(word.text);
    const count = countWords === undefined ? 0 : countWords(words, from);
    if (count === undefined) return 'runs_commands';
    if (count === 0) break;
    mayAssign = word.text === 'time';
    from += count;
    if (from >= words.length) return 'syntax';
  }
  const settled = words.slice(from);
  return refuse(settled) ?? settled;
}

function refuse(words: readonly WordBuilder[]): ShellProblem | undefined {
  const [program, first] = words;
  if (program === undefined) return undefined;
  const { text } = program;
  if (program.rest !== 'nothing' || text === '') return 'dynamic_command';
  if (program.plain && keywords.has(text)) return 'keyword';
  if (runners.has(text)) return 'runs_commands';
  if (shells.has(text) && (first === undefined || /^(?:[-+]|$)/.test(first.text))) return 'runs_commands';
  if (changers.has(text)) return 'changes_shell';
  return isGuarded(words) ? 'guarded_argument' : undefined;
}

function staticText(word: WordBuilder | undefined): string | undefined {
  return word?.rest === 'nothing' ? word.text : undefined;
}

function countTime(words: readonly WordBuilder[], from: number): number | undefined {
  const next = words[from + 1];
  if (next === undefined) return 0;
  if (staticText(next) === '-p') return 2;
  return next.text.startsWith('-') ? undefined : 1;
}

function countTimeout(words: readonly WordBuilder[], from: number): number | undefined {
  let index = from + 1;
  for (;;) {
    const text = staticText(words[index]);
    if (text === undefined) return undefined;
    if (!text.startsWith('-')) return /^[0-9]+(?:\.[0-9]+)?[smhd]?$/.test(text) ? index + 1 - from : undefined;
    if (/^(?:-[ks]|--signal|--kill-after)$/.test(text)) {
      if (staticText(words[index + 1]) === undefined) return undefined;
      index += 2;
    } else if (
      /^(?:-[vfp]|-[ks][A-Z0-9.]+[smhd]?|--(?:preserve-status|foreground|verbose|(?:signal|kill-after)=.+))$/.test(text)
    ) {
      index += 1;
    } else return undefined;
  }
}

function countNice(words: readonly WordBuilder[], from: number): number | undefined {
  const text = staticText(words[from + 1]);
  if (text === '-n') return /^[-+]?[0-9]+$/.test(staticText(words[from + 2]) ?? '') ? 3 : undefined;
  if (text !== undefined && /^(?:-n?-?[0-9]+|--adjustment=-?[0-9]+)$/.test(text)) return 2;
  return text?.startsWith('-') ? undefined : 1;
}

/** `env` alone or with assignments alone prints the environment. An unquoted `$x` in a value may bring a program along. */
function countEnv(words: readonly WordBuilder[], from: number): number | undefined {
  let index = from + 1;
  for (;;) {
    const word = words[index];
    if (word === undefined) return 0;
    const name = assignment.exec(word.text)?.[1];
    if (name === undefined) return word.text.startsWith('-') ? undefined : index - from;
    if (!harmlessVariable.test(name) || word.rest === 'words') return undefined;
    index += 1;
  }
}

/** `command -v` and `-V` look a name up and run nothing. */
function countCommand(words: readonly WordBuilder[], from: number): number | undefined {
  const next = words[from + 1];
  if (next === undefined || /^-[vV]$/.test(staticText(next) ?? '')) return 0;
  return next.text.startsWith('-') ? undefined : 1;
}
