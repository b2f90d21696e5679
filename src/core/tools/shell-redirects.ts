import type { ShellReader, ShellWord } from './shell-reader.ts';
import { fail, take } from './shell-reader.ts';
import { readWord, skipBlanks } from './shell-words.ts';

const operator = /&>>?|>>|>\||>&|<>|<<<|<<-|<<|<&|>|</y;
const descriptor = /^(?:[0-9]+-?|-)$/;
const heredocWord = /(?:\\?[A-Za-z0-9_.:-]+|'[A-Za-z0-9_.: -]+'|"[A-Za-z0-9_.: -]+")(?=[ \t\n;&|<>)]|$)/y;

/** Places that keep nothing: writing there is not writing to a file. */
const harmlessTargets: ReadonlySet<string> = new Set(['/dev/null', '/dev/stdout', '/dev/stderr']);

/** Reads a redirect, if one begins here: input, descriptors and `/dev/null` pass, any other file is a problem. */
export function readRedirect(reader: ShellReader): boolean {
  const kind = take(reader, operator);
  if (kind === undefined) return false;
  skipBlanks(reader);
  if (kind === '<<' || kind === '<<-') {
    readHeredocWord(reader, kind === '<<-');
    return true;
  }
  const start = reader.position;
  const target = readWord(reader);
  if (reader.position === start) fail(reader, 'syntax');
  else if (!isHarmless(kind, target)) fail(reader, 'redirect');
  return true;
}

function isHarmless(kind: string, target: ShellWord): boolean {
  if (kind === '<' || kind === '<<<') return true;
  if (target.rest !== 'nothing') return false;
  if ((kind === '<&' || kind === '>&') && descriptor.test(target.text)) return true;
  return harmlessTargets.has(target.text);
}

function readHeredocWord(reader: ShellReader, stripTabs: boolean): void {
  const word = take(reader, heredocWord);
  if (word === undefined) return fail(reader, 'heredoc');
  const delimiter = word.replace(/^\\|['"]/g, '');
  reader.heredocs.push({ delimiter, quoted: delimiter !== word, stripTabs });
}

/**
 * Reads the bodies that begin after a line's end. An unquoted body is expanded by the shell: one that holds `$`, a
 * backtick or a backslash is not understood.
 */
export function readHeredocBodies(reader: ShellReader): void {
  for (const { delimiter, quoted, stripTabs } of reader.heredocs) {
    for (;;) {
      if (reader.position >= reader.text.length) return fail(reader, 'heredoc');
      const newline = reader.text.indexOf('\n', reader.position);
      const end = newline === -1 ? reader.text.length : newline;
      const line = reader.text.slice(reader.position, end);
      reader.position = end + 1;
      if ((stripTabs ? line.replace(/^\t+/, '') : line) === delimiter) break;
      if (!quoted && /[\\$`]/.test(line)) return fail(reader, 'heredoc');
    }
  }
  reader.heredocs.length = 0;
}
