import { settleCommand } from './shell-commands.ts';
import type { ShellCommand, ShellProblem, ShellReader, WordBuilder } from './shell-reader.ts';
import { fail, readNestedList } from './shell-reader.ts';
import { readHeredocBodies, readRedirect } from './shell-redirects.ts';
import { readWord, skipBlanks } from './shell-words.ts';

/*
 * Reads a shell command line as the list of programs it runs, or says that it does not understand it.
 *
 * It reads the common part of POSIX sh, bash and zsh and refuses the rest: control structures, functions, whatever runs
 * text, writes a file or changes the meaning of later words. What is at stake is which model reads the output, not
 * whether the command runs: this is no sandbox. But a refusal only costs a cheaper turn, so doubt refuses.
 * One pass, linear in the text's length, nesting bounded.
 */

/** The commands of a line in the order read, those in substitutions before the command that holds them. */
export type ShellReading =
  | { readonly understood: true; readonly commands: readonly ShellCommand[] }
  | { readonly understood: false; readonly problem: ShellProblem };

/** Reads a command line. Total: any string gives a reading. An empty line or a comment is understood and holds no command. */
export function readShellCommand(command: string): ShellReading {
  if (holdsControl(command)) return { understood: false, problem: 'control_character' };
  const reader: ShellReader = {
    text: command.replaceAll('\r\n', '\n'),
    commands: [],
    heredocs: [],
    readList,
    depth: 0,
    position: 0,
    problem: undefined,
  };
  readList(reader, undefined);
  if (reader.problem !== undefined) return { understood: false, problem: reader.problem };
  return { understood: true, commands: reader.commands };
}

/** CRLF ends a line; any other CR, or one that may become part of a here-document, means different things to shells. */
function holdsControl(command: string): boolean {
  if (/(?![\t\n\r])\p{Cc}/u.test(command)) return true;
  return command.includes('\r') && (/\r(?!\n)|\\\r/.test(command) || command.includes('<<'));
}

/** Reads commands and operators up to `end`, which is taken too. */
function readList(reader: ShellReader, end: ')' | undefined): void {
  let operator: Operator = 'end';
  for (;;) {
    skipBlanks(reader);
    const character = reader.text[reader.position];
    if (character === '\n') readLineEnd(reader);
    else if (character === '#') skipComment(reader);
    else if (character === undefined || character === ')') {
      if (operator === 'pipe' || operator === 'and') fail(reader, 'syntax');
      if (reader.heredocs.length > 0) fail(reader, 'heredoc');
      if (character !== end) fail(reader, 'unbalanced');
      reader.position += 1;
      return;
    } else {
      readCommand(reader, operator === 'pipe');
      operator = readOperator(reader);
    }
  }
}

function readLineEnd(reader: ShellReader): void {
  reader.position += 1;
  readHeredocBodies(reader);
}

function skipComment(reader: ShellReader): void {
  const newline = reader.text.indexOf('\n', reader.position);
  reader.position = newline === -1 ? reader.text.length : newline;
}

type Operator = 'pipe' | 'and' | 'end';

/** Reads what follows a command; after `pipe` and `and` (`&&`, `||`) another command must come. */
function readOperator(reader: ShellReader): Operator {
  const character = reader.text[reader.position];
  const doubled = reader.text[reader.position + 1] === character;
  if (character === ';' && doubled) fail(reader, 'keyword');
  if (character !== ';' && character !== '&' && character !== '|') return 'end';
  const pipe = character === '|' && !doubled;
  const wide = doubled || (pipe && reader.text[reader.position + 1] === '&');
  reader.position += wide ? 2 : 1;
  if (pipe) return 'pipe';
  return doubled ? 'and' : 'end';
}

/** Reads one simple command or subshell with its redirects, up to an operator, a bracket or the line's end. */
function readCommand(reader: ShellReader, piped: boolean): void {
  const isSubshell = reader.text[reader.position] === '(';
  if (isSubshell) readSubshell(reader);
  const words: WordBuilder[] = [];
  const start = reader.position;
  while (readItem(reader, words)) skipBlanks(reader);
  if (reader.problem !== undefined) return;
  if (isSubshell ? words.length > 0 : reader.position === start) return fail(reader, 'syntax');
  if (isSubshell) return;
  const settled = settleCommand(words);
  if (typeof settled === 'string') fail(reader, settled);
  else reader.commands.push({ words: settled, piped, depth: reader.depth });
}

function readSubshell(reader: ShellReader): void {
  if (reader.text[reader.position + 1] === '(') return fail(reader, 'keyword');
  reader.position += 1;
  readNestedList(reader);
  skipBlanks(reader);
}

/** Reads one word or redirect; false at an operator, a closing bracket, a comment or the line's end. */
function readItem(reader: ShellReader, words: WordBuilder[]): boolean {
  const character = reader.text[reader.position];
  const next = reader.text[reader.position + 1];
  switch (character) {
    case undefined:
    case '\n':
    case ';':
    case '|':
    case ')':
    case '#':
      return false;
    case '(':
      fail(reader, 'keyword');
      return false;
    case '&':
      return next === '>' && readWideRedirect(reader);
    case '<':
    case '>':
      if (next !== '(') return readRedirect(reader);
  }
  const word = readWord(reader);
  const following = reader.text[reader.position];
  const isNumber = (following === '<' || following === '>') && word.plain && /^[0-9]+$/.test(word.text);
  if (!isNumber) words.push(word);
  else if (word.text.length > 1) fail(reader, 'redirect');
  return true;
}

/** To dash `ls &>/dev/null rm` is two commands, so nothing may follow `&>` but an operator. */
function readWideRedirect(reader: ShellReader): boolean {
  readRedirect(reader);
  skipBlanks(reader);
  const following = reader.text[reader.position];
  const another = reader.text.startsWith('&>', reader.position);
  if (another || (following !== undefined && !'\n;|&)#'.includes(following))) fail(reader, 'redirect');
  return false;
}
