import type { ShellReader, WordBuilder } from './shell-reader.ts';
import { addText, fail, openWord, readNestedList, readNestedText, take } from './shell-reader.ts';

const parameter = /\$(?:[A-Za-z_][A-Za-z0-9_]*|[0-9@*#?$!-])/y;

/*
 * `${...}` in the forms that only read: default, alternative, error, trimming, replacing, case, substring by number.
 * Left out because they can run or assign: `:=`, `@P`, `!name`, subscripts and offsets that are arithmetic, and nested
 * expansions or quotes.
 */
const bracedParameter =
  /\$\{#?(?:[A-Za-z_][A-Za-z0-9_]*|[0-9]+|[@*#?$!-])(?:\[(?:[@*]|[0-9]+)\])?(?:(?::?[-+?]|##?|%%?|\/\/?|\^\^?|,,?)[^\\$`"'{}()<>\n]*|:[0-9]+(?::[0-9]+)?)?\}/y;

/** Arithmetic on literal numbers only: a variable's value is evaluated again, and may hold `a[$(command)]`. */
const arithmetic = /\$\(\([0-9 \t+*/%-]*\)\)/y;

/** Characters after which a `$` is only itself, as at the end of a regular expression. */
const literalAfterDollar = ' \t\n"/|).,:;%\\]}';

const ansiPlain = /[^'\\]+/y;

/** Reads what a `$` begins. `quoted` is true within double quotes, where nothing is split or globbed. */
export function readDollar(reader: ShellReader, builder: WordBuilder, quoted: boolean): void {
  const next = reader.text[reader.position + 1];
  const split = quoted ? 'word' : 'words';
  if (next === '(') return readDollarBracket(reader, builder, split);
  if (next === "'" && !quoted) return readAnsiQuote(reader, builder);
  const name = take(reader, next === '{' ? bracedParameter : parameter);
  if (name !== undefined) return openWord(builder, name.includes('@') ? 'words' : split);
  const literal = next === undefined || (next === '"' ? quoted : literalAfterDollar.includes(next) || next === "'");
  if (!literal) return fail(reader, 'expansion');
  addText(builder, '$', false);
  reader.position += 1;
}

function readDollarBracket(reader: ShellReader, builder: WordBuilder, rest: 'word' | 'words'): void {
  if (take(reader, arithmetic) !== undefined) return openWord(builder, 'word');
  if (reader.text[reader.position + 2] === '(') return fail(reader, 'expansion');
  readSubstitution(reader, builder, rest);
}

/** Reads `$(...)`, `<(...)` or `>(...)`: the commands within become parts of the line. */
export function readSubstitution(reader: ShellReader, builder: WordBuilder, rest: 'word' | 'words'): void {
  reader.position += 2;
  readNestedList(reader);
  openWord(builder, rest);
}

/** Reads a backtick substitution; within it `\` hides a backtick, `$` and `\`, and in double quotes `"` too. */
export function readBackticks(reader: ShellReader, builder: WordBuilder, quoted: boolean): void {
  const start = reader.position + 1;
  let end = start;
  while (end < reader.text.length && reader.text[end] !== '`') end += reader.text[end] === '\\' ? 2 : 1;
  if (end >= reader.text.length) return fail(reader, 'unbalanced');
  const inner = reader.text.slice(start, end).replace(quoted ? /\\([$`\\"])/g : /\\([$`\\])/g, '$1');
  reader.position = end + 1;
  readNestedText(reader, inner);
  openWord(builder, quoted ? 'word' : 'words');
}

/** Reads `$'...'`; an escape is some character, which one is not worked out. To dash `\'` ends the string: refused. */
function readAnsiQuote(reader: ShellReader, builder: WordBuilder): void {
  reader.position += 2;
  addText(builder, '', false);
  for (;;) {
    const text = take(reader, ansiPlain);
    if (text !== undefined) addText(builder, text, false);
    const character = reader.text[reader.position];
    if (character === undefined) return fail(reader, 'unbalanced');
    reader.position += 1;
    if (character === "'") return;
    if (reader.text[reader.position] === "'") return fail(reader, 'expansion');
    openWord(builder, 'word');
    reader.position += 1;
  }
}
