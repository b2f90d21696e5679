import { shellWrappers } from './shell-commands.ts';
import type { InputPattern } from './shell-pattern.ts';
import { readPatternWords } from './shell-pattern.ts';
import { isShellTool } from './tool-input.ts';

/**
 * A tool permission as people write it: `Read`, `mcp__github__get_*`, `Bash(git status:*)`, `!Read(./secrets/**)`.
 * Without `input` it is about every call of the tools it names.
 */
export interface ToolPattern {
  readonly negated: boolean;
  /** `*` stands for any characters. */
  readonly name: string;
  readonly input?: InputPattern;
}

/** A pattern, or what is wrong with the text and, where one can be guessed, a pattern that was probably meant. */
export type ParsedToolPattern =
  | { readonly ok: true; readonly pattern: ToolPattern }
  | { readonly ok: false; readonly problem: string; readonly suggestion?: string };

/** What a check found: the problem in words and a guess at what was meant, which may have mistakes of its own. */
type Finding = readonly [problem: string, guess?: string];

/** Parses a pattern as written in the config. Every suggestion is itself a pattern that parses. */
export function parseToolPattern(text: string): ParsedToolPattern {
  return parse(text, 4);
}

/** Writes a pattern as it is read. */
export function formatToolPattern({ negated, name, input }: ToolPattern): string {
  const inside = input === undefined ? '' : `(${input.text}${input.kind === 'prefix' ? ':*' : ''})`;
  return `${negated ? '!' : ''}${name}${inside}`;
}

function parse(text: string, guesses: number): ParsedToolPattern {
  const negated = text.startsWith('!');
  const sign = negated ? '!' : '';
  const body = text.slice(sign.length);
  const open = body.indexOf('(');
  const name = open === -1 ? body : body.slice(0, open);
  const inside = open === -1 ? undefined : body.slice(open + 1, -1);
  const finding =
    findShapeProblem(body) ?? findNameProblem(name, body.slice(name.length)) ?? findInputProblem(name, inside);
  const input = inside === undefined ? undefined : toInputPattern(inside);
  const found = finding ?? (input === undefined ? undefined : findShellProblem({ negated, name, input }));
  if (found === undefined)
    return { ok: true, pattern: input === undefined ? { negated, name } : { negated, name, input } };
  const [problem, guess] = found;
  const guessed = guess === undefined || guesses === 0 ? undefined : parse(sign + guess, guesses - 1);
  const suggestion = guessed?.ok ? formatToolPattern(guessed.pattern) : guessed?.suggestion;
  return suggestion === undefined ? { ok: false, problem } : { ok: false, problem, suggestion };
}

function findShapeProblem(body: string): Finding | undefined {
  if (body.trim() === '') return ['is empty'];
  if (body !== body.trim()) return ['has spaces around it', body.trim()];
  if (body.startsWith('!')) return ['is negated twice', body.slice(1)];
  const list = /^([^(,]*(?:\([^)]*\))?)\s*,/.exec(body)?.[1];
  if (list !== undefined) return ['lists several tools: write one pattern for each', list];
  const square = /^([^[(\s]+)\[(.*)\]$/.exec(body);
  if (square !== null) return ['has square brackets where parentheses belong', `${square[1]}(${square[2]}:*)`];
  return findParenthesisProblem(body);
}

function findParenthesisProblem(body: string): Finding | undefined {
  let depth = 0;
  for (let index = 0; index < body.length; index += 1) {
    if (body[index] === '(') depth += 1;
    if (body[index] !== ')') continue;
    depth -= 1;
    if (depth < 0) return ['has a closing parenthesis too many', body.slice(0, index) + body.slice(index + 1)];
  }
  if (depth > 0) return ['has no closing parenthesis', body + ')'.repeat(depth)];
  const end = body.lastIndexOf(')') + 1;
  if (end > 0 && end < body.length) return ['has text after its closing parenthesis', body.slice(0, end)];
  return undefined;
}

function findNameProblem(name: string, rest: string): Finding | undefined {
  if (name.trim() === '') return ['has no tool name'];
  if (name !== name.trim()) return ['has a space before its parenthesis', name.trim() + rest];
  if (/\s/.test(name)) return ['has a space in the tool name', name.replaceAll(/\s+/g, '_') + rest];
  if (name.includes('**'))
    return ['has ** in the tool name, where * is any characters', name.replaceAll(/\*+/g, '*') + rest];
  if (!/^[A-Za-z0-9_.:/*-]+$/.test(name)) return ['has a character that tool names do not have'];
  if (/^mcp__(?:(?!__)[^*])+$/.test(name)) return ['names an MCP server, not one of its tools', `${name}__*${rest}`];
  return undefined;
}

function findInputProblem(name: string, inside: string | undefined): Finding | undefined {
  if (inside === undefined) return undefined;
  if (inside.trim() === '') return ['has nothing in its parentheses: the bare name matches every call', name];
  if (inside !== inside.trim()) return ['has spaces within its parentheses', `${name}(${inside.trim()})`];
  if (/^\**:\s*\*$/.test(inside)) return ['has no words before :*; the bare name matches every call', name];
  if (/\s:\*$|:\s+\*$/.test(inside)) return ['has a space in its :*', `${name}(${inside.replace(/\s*:\s*\*$/, ':*')})`];
  if (/\*.*:\*$/.test(inside)) {
    return ['mixes * and :*, which only ends a plain prefix', `${name}(${inside.replace(/\*?:\*$/, '*')})`];
  }
  const domain = /^domain:(.+)$/.exec(inside)?.[1];
  if (domain !== undefined) return ['has a domain where the input itself is matched', `${name}(https://${domain}/*)`];
  return undefined;
}

function toInputPattern(inside: string): InputPattern {
  if (inside.endsWith(':*')) return { kind: 'prefix', text: inside.slice(0, -2) };
  return { kind: inside.includes('*') ? 'glob' : 'exact', text: inside };
}

/** A pattern that could never match is a mistake. Negated ones may name what is never simple anyway. */
function findShellProblem({ negated, name, input }: Required<ToolPattern>): Finding | undefined {
  if (!isShellTool(name)) return undefined;
  const [first = ''] = input.text.split(/\s/);
  const reading = readPatternWords(input.text);
  const stripped = 'is matched after quotes, redirects, assignments, time, timeout, nice, env and command are stripped';
  if ('words' in reading) {
    if (reading.words[0] === first) return undefined;
    const words = reading.words.join(' ');
    const inside = words + (input.kind === 'prefix' ? ':*' : '');
    return /['"\\$\n]/.test(words) ? [stripped] : [stripped, `${name}(${inside})`];
  }
  if (shellWrappers.includes(first)) return [stripped];
  return negated ? undefined : [`can never match: a command that ${reading.problem} is never simple`];
}
