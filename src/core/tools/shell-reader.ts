/*
 * What a reading of a shell command line is made of.
 *
 * A reader walks the text once, from left to right. At the first thing it does not know it notes the problem and jumps
 * to the end, so that every loop stops: one problem is enough, since a line that is not wholly understood is never simple.
 */

/** Why a command line cannot be judged: code -> what to tell a person. */
export const shellProblems = {
  control_character: 'holds a control character',
  unbalanced: 'has a quote, substitution or bracket that is not closed',
  syntax: 'is not a sequence of simple commands',
  nesting: 'nests too deeply',
  redirect: 'redirects to a file',
  heredoc: 'has a here-document that cannot be read safely',
  expansion: 'uses an expansion that can run or assign something',
  dynamic_command: 'computes the name of the program it runs',
  assignment: 'sets a variable that can change what runs',
  keyword: 'uses a shell keyword',
  runs_commands: 'runs commands that are given as arguments or input',
  changes_shell: 'changes what later commands mean',
  guarded_argument: 'tells a program to write, delete or run something',
} as const;

export type ShellProblem = keyof typeof shellProblems;

/**
 * A word as far as it is known before running it: `text` unquoted, and what may follow it: nothing more; more of the
 * same word (a glob or brace may give several words that begin with `text`); or any words at all (unquoted `$x`).
 */
export interface ShellWord {
  readonly text: string;
  readonly rest: 'nothing' | 'word' | 'words';
}

/** One program call after stripping; no words where a part only assigns or only reads a redirect. */
export interface ShellCommand {
  readonly words: readonly ShellWord[];
  /** Its input is the output of the command before. */
  readonly piped: boolean;
  /** How many substitutions and subshells it stands in. */
  readonly depth: number;
}

/** A word under construction; `plainLength` counts the leading characters that were neither quoted nor expanded. */
export interface WordBuilder {
  text: string;
  rest: ShellWord['rest'];
  plain: boolean;
  plainLength: number;
}

interface Heredoc {
  readonly delimiter: string;
  readonly quoted: boolean;
  readonly stripTabs: boolean;
}

/** The walk's state. `readList` is handed in, so that words can hold command lists without a circle of files. */
export interface ShellReader {
  readonly text: string;
  readonly commands: ShellCommand[];
  readonly readList: (reader: ShellReader, end: ')' | undefined) => void;
  readonly heredocs: Heredoc[];
  depth: number;
  position: number;
  problem: ShellProblem | undefined;
}

/** Substitutions and subshells within each other; people write two or three, and the stack has to end somewhere. */
const maxDepth = 16;

/** Notes the first problem and ends the walk. */
export function fail(reader: ShellReader, problem: ShellProblem): void {
  reader.problem ??= problem;
  reader.position = reader.text.length;
}

/** Takes what a sticky pattern matches here, or nothing. */
export function take(reader: ShellReader, pattern: RegExp): string | undefined {
  pattern.lastIndex = reader.position;
  if (!pattern.test(reader.text)) return undefined;
  const taken = reader.text.slice(reader.position, pattern.lastIndex);
  reader.position = pattern.lastIndex;
  return taken;
}

/** Reads a command list up to its `)`. A here-document may not straddle the bracket: shells disagree on what that means. */
export function readNestedList(reader: ShellReader): void {
  if (reader.heredocs.length > 0) return fail(reader, 'heredoc');
  if (reader.depth >= maxDepth) return fail(reader, 'nesting');
  reader.depth += 1;
  reader.readList(reader, ')');
  reader.depth -= 1;
}

/** Reads a command list that had to be unescaped first (backticks); its commands join the outer ones. */
export function readNestedText(reader: ShellReader, text: string): void {
  if (reader.heredocs.length > 0) return fail(reader, 'heredoc');
  if (reader.depth >= maxDepth) return fail(reader, 'nesting');
  const inner: ShellReader = { ...reader, text, heredocs: [], depth: reader.depth + 1, position: 0 };
  inner.readList(inner, undefined);
  if (inner.problem !== undefined) fail(reader, inner.problem);
}

/** Adds known characters; once a word is open, what comes later in it no longer tells anything. */
export function addText(builder: WordBuilder, text: string, plain: boolean): void {
  builder.plain &&= plain;
  if (builder.rest !== 'nothing') return;
  builder.text += text;
  if (builder.plain) builder.plainLength += text.length;
}

/** Marks that something unknown follows here. */
export function openWord(builder: WordBuilder, rest: 'word' | 'words'): void {
  builder.plain = false;
  if (builder.rest !== 'words') builder.rest = rest;
}
