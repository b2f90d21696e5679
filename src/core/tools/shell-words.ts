import { readBackticks, readDollar, readSubstitution } from './shell-expansions.ts';
import type { ShellReader, WordBuilder } from './shell-reader.ts';
import { addText, fail, openWord, take } from './shell-reader.ts';

/* Only space, tab and newline part words: other Unicode spaces are ordinary characters to a shell, and so they are here. */
const blanks = /[ \t]+/y;
const continuedLine = /\\\n/y;
const plainRun = /[^ \t\n;&|()<>$`'"\\*?[{]+/y;
const quotedRun = /[^"$`\\]+/y;
const endsWord = ' \t\n;&|()<>';

/** Skips spaces, tabs and continued lines. */
export function skipBlanks(reader: ShellReader): void {
  do take(reader, blanks);
  while (take(reader, continuedLine) !== undefined);
}

/** Reads one word up to an unquoted blank or operator; call it only where a word begins. */
export function readWord(reader: ShellReader): WordBuilder {
  const builder: WordBuilder = { text: '', rest: 'nothing', plain: true, plainLength: 0 };
  while (readSegment(reader, builder));
  return builder;
}

/** Reads one piece of a word; false where the word ends. */
function readSegment(reader: ShellReader, builder: WordBuilder): boolean {
  const run = take(reader, plainRun);
  if (run !== undefined) addText(builder, run, true);
  const character = reader.text[reader.position];
  switch (character) {
    case '$':
      readDollar(reader, builder, false);
      return true;
    case '`':
      readBackticks(reader, builder, false);
      return true;
    case "'":
      readSingleQuote(reader, builder);
      return true;
    case '"':
      readDoubleQuote(reader, builder);
      return true;
    case '\\':
      readEscape(reader, builder);
      return true;
    case '*':
    case '?':
    case '[':
    case '{':
      readWildcard(reader, builder, character);
      return true;
    case '<':
    case '>':
      if (reader.text[reader.position + 1] !== '(') return false;
      readSubstitution(reader, builder, 'word');
      return true;
    default:
      return false;
  }
}

function readSingleQuote(reader: ShellReader, builder: WordBuilder): void {
  const end = reader.text.indexOf("'", reader.position + 1);
  if (end === -1) return fail(reader, 'unbalanced');
  addText(builder, reader.text.slice(reader.position + 1, end), false);
  reader.position = end + 1;
}

function readDoubleQuote(reader: ShellReader, builder: WordBuilder): void {
  reader.position += 1;
  addText(builder, '', false);
  for (;;) {
    const run = take(reader, quotedRun);
    if (run !== undefined) addText(builder, run, false);
    const character = reader.text[reader.position];
    if (character === '$') readDollar(reader, builder, true);
    else if (character === '`') readBackticks(reader, builder, true);
    else if (character === '\\') readQuotedEscape(reader, builder);
    else {
      if (character === undefined) return fail(reader, 'unbalanced');
      reader.position += 1;
      return;
    }
  }
}

function readQuotedEscape(reader: ShellReader, builder: WordBuilder): void {
  const next = reader.text[reader.position + 1];
  if (next === undefined) return fail(reader, 'unbalanced');
  if ('$`"\\'.includes(next)) addText(builder, next, false);
  else if (next !== '\n') addText(builder, `\\${next}`, false);
  reader.position += 2;
}

function readEscape(reader: ShellReader, builder: WordBuilder): void {
  const next = reader.text[reader.position + 1];
  if (next === undefined) return fail(reader, 'unbalanced');
  if (next !== '\n') addText(builder, next, false);
  reader.position += 2;
}

/** Globs and braces may give several words, all beginning with what is known so far. `[` alone and `{}` are themselves. */
function readWildcard(reader: ShellReader, builder: WordBuilder, character: string): void {
  const next = reader.text[reader.position + 1];
  const alone = builder.text === '' && (next === undefined || endsWord.includes(next));
  if (character === '{' && next === '}') {
    addText(builder, '{}', false);
    reader.position += 2;
    return;
  }
  if (character === '[' && alone) addText(builder, '[', false);
  else openWord(builder, 'word');
  reader.position += 1;
}
