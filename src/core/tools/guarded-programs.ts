import type { ShellWord } from './shell-reader.ts';

/*
 * Programs that people take for readers, and the arguments by which they write, delete or run something. `sort -o file`
 * is a redirect in another spelling, so it is never simple either, whatever pattern allows `sort`. A word that is not
 * known before it runs counts as the worst it could become.
 */

type Guard = (options: readonly ShellWord[]) => boolean;

const runArguments: ReadonlySet<string> = new Set(['-exec', '-execdir', '-ok', '-okdir', '-delete']);
const findActions = [...runArguments, '-fprint', '-fprint0', '-fprintf', '-fls'];

const guards: ReadonlyMap<string, Guard> = new Map<string, Guard>([
  ['find', (words) => words.some((word) => couldBeOneOf(word, findActions))],
  ['sort', anyOption(/^-(?!-)[^-]*o|^--(?:o|co)/)],
  ['rg', anyOption(/^--(?:pre(?:=|$)|hostname-bin)/)],
  ['git', writesFromGit],
  ['printf', (words) => anyOption(/^-v/)(words.slice(0, 1))],
  [
    'uniq',
    (words) => words.filter((word) => !isOption(word)).length > 1 || words.some((word) => word.rest === 'words'),
  ],
  ['sed', (words) => !isPrintingSed(words)],
  ['awk', (words) => !isPrintingAwk(words)],
  ['gawk', (words) => !isPrintingAwk(words)],
  ['mawk', (words) => !isPrintingAwk(words)],
]);

/** Whether a command, though its program may be a reader, is told to write, delete or run something. */
export function isGuarded([program, ...words]: readonly ShellWord[]): boolean {
  if (words.some((word) => word.rest === 'nothing' && runArguments.has(word.text))) return true;
  return guards.get(program?.text ?? '')?.(words) ?? false;
}

function anyOption(dangerous: RegExp): Guard {
  return (words) => words.some((word) => (word.rest === 'nothing' ? dangerous.test(word.text) : couldBeOption(word)));
}

function couldBeOption(word: ShellWord): boolean {
  return word.rest === 'words' || (word.rest === 'word' && word.text === '') || word.text.startsWith('-');
}

function isOption(word: ShellWord): boolean {
  return word.rest === 'nothing' && word.text.startsWith('-');
}

function couldBeOneOf(word: ShellWord, texts: readonly string[]): boolean {
  if (word.rest === 'words') return true;
  return texts.some((text) => (word.rest === 'word' ? text.startsWith(word.text) : text === word.text));
}

/** The subcommands that print commits or differences take `--output`. */
const gitPrinters: ReadonlySet<string> = new Set(
  'log diff show shortlog reflog whatchanged stash blame archive'.split(' '),
);
const gitOutput = /^--(?:ou[a-z]*|config-env|exec-path)(?:=|$)/;

/** `git -c core.pager=...` brings configuration along, and with it any program. */
function writesFromGit(words: readonly ShellWord[]): boolean {
  const [first] = words;
  if (first !== undefined && first.rest !== 'nothing' && couldBeOption(first)) return true;
  if (words.some((word, index) => word.text === '-c' && /=|^$/.test(words[index + 1]?.text ?? ''))) return true;
  const prints = words.some((word) => word.rest === 'nothing' && gitPrinters.has(word.text));
  return prints ? anyOption(gitOutput)(words) : words.some((word) => gitOutput.test(word.text));
}

const sedOption = /^(?:-[nErsuz]+|--(?:quiet|silent|regexp-extended|null-data|separate))$/;
const sedAddress = String.raw`(?:[0-9]+|\$|/(?:[^/\\[\n]|\\[^\n])+/I?)`;
const sedEdit = String.raw`(?:[pdlq=]|s/(?:[^/\\[\n]|\\[^\n])*/(?:[^/\\[\n]|\\[^\n])*/[gpiI0-9]*)`;
const sedCommand = `(?:${sedAddress}(?:,(?:${sedAddress}|\\+[0-9]+))?[ \\t]*!?[ \\t]*)?${sedEdit}`;
const sedScript = new RegExp(`^[ \\t]*${sedCommand}(?:[ \\t]*[;\\n][ \\t]*${sedCommand})*[ \\t]*;?[ \\t]*$`);

/**
 * sed is a language that writes (`w`, `-i`) and runs (`e`), so only scripts that print, delete or replace lines of the
 * output pass. Brackets are left out, since seds disagree on whether a `/` within them ends the expression.
 */
function isPrintingSed(words: readonly ShellWord[]): boolean {
  let scripts = 0;
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index];
    if (word === undefined || (word.rest === 'nothing' && sedOption.test(word.text))) continue;
    const isFile = scripts > 0 && !couldBeOption(word) && word.text !== '-e';
    if (isFile) continue;
    const script = word.text === '-e' ? words[++index] : word;
    if (script === undefined) return true;
    if (script.rest !== 'nothing' || script.text.length > 500 || !sedScript.test(script.text)) return false;
    scripts += 1;
  }
  return true;
}

/** awk is a language too: what can write or run takes `>`, `|`, `system`, `getline`, an indirect call or another file. */
function isPrintingAwk(words: readonly ShellWord[]): boolean {
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index];
    if (word === undefined || word.rest === 'words') return false;
    if (/^-[Fv]./.test(word.text)) continue;
    if (/^-[Fv]$/.test(word.text) && words[index + 1]?.rest !== 'words') index += 1;
    else return word.rest === 'nothing' && !/^-|[|>@]|system|getline/.test(word.text);
  }
  return true;
}
