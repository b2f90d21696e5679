import type { Glob, GlobState } from './glob.ts';
import { acceptsGlob, compileGlob, feedGlob, feedUnknown, startGlob, takesAnything } from './glob.ts';
import { readShellCommand } from './shell.ts';
import type { ShellWord } from './shell-reader.ts';
import { shellProblems } from './shell-reader.ts';

/*
 * Patterns for shell commands: read with the shell's own grammar, matched against a command's words after stripping.
 *
 * A command's word may be unknown in part. A positive pattern must match whatever the word turns out to be; a negated one
 * counts as soon as it could match.
 */

/** The three ways to write what a call's input looks like: `git status:*`, `npm test`, `ls *`. */
export interface InputPattern {
  readonly kind: 'prefix' | 'exact' | 'glob';
  readonly text: string;
}

/** A pattern ready to be tried on commands. `program` is its first word, where that is fixed: for an index. */
export interface ShellPattern {
  readonly program: string | undefined;
  readonly matches: (words: readonly ShellWord[]) => boolean;
  readonly couldMatch: (words: readonly ShellWord[]) => boolean;
}

/* Stands for `*` while the shell reader, to which a bare `*` is a file glob, reads a pattern; for private use in Unicode. */
const wildcard = '\uE000';
/* No command that is understood holds control characters: they are free for what cannot be written in a pattern. */
const wordBreak = '\u0001';
const unknown = '\u0000';

/** A pattern's words as they will be compared, or what is wrong with them. */
export function readPatternWords(text: string): { readonly words: readonly string[] } | { readonly problem: string } {
  const reading = readShellCommand(text.replaceAll('*', wildcard));
  if (!reading.understood) return { problem: shellProblems[reading.problem] };
  const [command, ...more] = reading.commands;
  if (command === undefined || more.length > 0) return { problem: 'is not one simple command' };
  if (command.words.length === 0) return { problem: 'names no program' };
  if (command.words.some((word) => word.rest !== 'nothing'))
    return { problem: 'holds an expansion; only * is a wildcard' };
  return { words: command.words.map((word) => word.text.replaceAll(wildcard, '*')) };
}

/** Compiles a pattern. A last word `*` may be missing, as in `git log *`, which is `git log:*` in another spelling. */
export function compileShellPattern({ kind, text }: InputPattern): ShellPattern {
  const reading = readPatternWords(text);
  const words = 'words' in reading ? reading.words : text.split(/\s+/).filter((word) => word !== '');
  if (kind === 'prefix') return compileWords(words, true);
  const fixed = words.at(-1) === '*' ? words.slice(0, -1) : words;
  if (!fixed.some((word) => word.includes('*'))) return compileWords(fixed, fixed.length < words.length);
  return compileGlobPattern(words);
}

function compileWords(texts: readonly string[], isPrefix: boolean): ShellPattern {
  return {
    program: texts[0],
    matches: (words) =>
      (isPrefix ? words.length >= texts.length : words.length === texts.length) &&
      texts.every((text, index) => words[index]?.text === text && words[index]?.rest === 'nothing'),
    couldMatch: (words) => {
      for (const [index, text] of texts.entries()) {
        const word = words[index];
        if (word === undefined) return false;
        if (word.rest !== 'nothing') return text.startsWith(word.text);
        if (word.text !== text) return false;
      }
      // Unquoted `$x` may vanish, and then an exact pattern matches what is left.
      return isPrefix || words.slice(texts.length).every((word) => word.rest !== 'nothing' && word.text === '');
    },
  };
}

function compileGlobPattern(texts: readonly string[]): ShellPattern {
  const glob = compileGlob(texts.join(wordBreak));
  const program = texts[0]?.includes('*') ? undefined : texts[0];
  return {
    program,
    matches: (words) => mustMatchGlob(glob, words),
    couldMatch: (words) => couldMatchGlob(glob, words),
  };
}

function mustMatchGlob(glob: Glob, words: readonly ShellWord[]): boolean {
  let state = startGlob(glob);
  for (const [index, { text, rest }] of words.entries()) {
    // Unquoted `$x` may vanish or become any words: only a last `*` that is reached already takes whatever comes.
    if (rest === 'words' && text === '') return takesAnything(glob, state);
    const known = rest === 'nothing' ? text : text + unknown;
    state = feedGlob(glob, state, { text: index === 0 ? known : wordBreak + known });
  }
  return acceptsGlob(glob, state);
}

function couldMatchGlob(glob: Glob, words: readonly ShellWord[]): boolean {
  let state = startGlob(glob);
  for (const [index, word] of words.entries()) {
    const text = index === 0 ? word.text : wordBreak + word.text;
    state = feedGlob(glob, state, { text });
    if (state.length === 0) return false;
    if (word.rest === 'words') return true;
    if (word.rest === 'word') state = feedManyWords(glob, state, word.text);
  }
  return acceptsGlob(glob, state);
}

/** A file glob or brace gives one word or several, each beginning with what is known of it. */
function feedManyWords(glob: Glob, first: GlobState, text: string): GlobState {
  let state = feedUnknown(glob, first, wordBreak);
  for (;;) {
    const another = feedUnknown(glob, feedGlob(glob, state, { text: wordBreak + text }), wordBreak);
    const grown = [...new Set([...state, ...another])];
    if (grown.length === state.length) return state;
    state = grown;
  }
}
